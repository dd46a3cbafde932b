"""Case heads: one root over where every case stood, and a proof for each of them."""

from hashlib import sha256

import pytest

from ledger.case_heads import CaseHead, HeadProof, prove_head, root_of_heads
from ledger.errors import BadInput, VerificationFailed
from ledger.merkle import EMPTY_ROOT, node_hash

HEADS = [CaseHead(f"FND-2022-{n:04}", n % 5 + 1, sha256(bytes([n])).digest()) for n in range(1, 24)]


def test_the_root_is_that_of_the_lines_in_the_order_of_the_case_ids() -> None:
    one, two = CaseHead("PER-wang", 2, b"\1" * 32), CaseHead("FND-2022-0001", 10, b"\2" * 32)

    lines = [b"\0FND-2022-0001\n10\n" + b"02" * 32 + b"\n", b"\0PER-wang\n2\n" + b"01" * 32 + b"\n"]

    assert root_of_heads([one, two]) == node_hash(*(sha256(line).digest() for line in lines))


def test_the_order_in_which_the_heads_come_does_not_matter() -> None:
    assert root_of_heads(HEADS) == root_of_heads(reversed(HEADS)) == root_of_heads(iter(HEADS))


def test_no_heads_have_the_root_of_the_empty_tree() -> None:
    assert root_of_heads([]) == EMPTY_ROOT


def test_every_case_is_proved_to_stand_where_it_stood() -> None:
    root = root_of_heads(HEADS)

    for head in HEADS:
        proof = prove_head(HEADS, head.case)
        assert (proof.head, proof.cases) == (head, len(HEADS))
        proof.verify(root)


def test_a_shorter_tail_or_another_leaf_has_no_proof() -> None:
    root, proof = root_of_heads(HEADS), prove_head(HEADS, HEADS[6].case)
    head = proof.head

    for other in (
        head._replace(version=head.version - 1),
        head._replace(leaf=HEADS[5].leaf),
        head._replace(case=HEADS[5].case),
    ):
        with pytest.raises(VerificationFailed):
            HeadProof(other, *proof[1:]).verify(root)
    for wrong in (proof._replace(position=5), proof._replace(cases=6), proof._replace(hashes=proof.hashes[1:])):
        with pytest.raises(VerificationFailed):
            wrong.verify(root)


def test_a_case_that_is_not_in_the_list_has_no_proof() -> None:
    with pytest.raises(BadInput, match="FND-1999-0001"):
        prove_head(HEADS, "FND-1999-0001")


def test_a_case_twice_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        root_of_heads([HEADS[0], HEADS[0]._replace(version=9)])
