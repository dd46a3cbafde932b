"""The tree against its definition written out, for every size up to 70, and against other people's vectors."""

import json
from base64 import b64decode
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import VerificationFailed
from ledger.merkle import (
    EMPTY_ROOT,
    CompactRange,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    root_of_peaks,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parent / "vectors"
MOST = 70
LEAVES = [leaf_hash(str(n).encode()) for n in range(MOST)]

# The eight entries and roots by which Certificate Transparency implementations are tested.
CT_ENTRIES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
CT_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


@cache
def mth(start: int, stop: int) -> bytes:
    """RFC 9162 §2.1.1, word for word."""
    if start == stop:
        return sha256(b"").digest()
    if stop - start == 1:
        return LEAVES[start]
    middle = start + split(stop - start)
    return sha256(b"\x01" + mth(start, middle) + mth(middle, stop)).digest()


def path(m: int, start: int, stop: int) -> list[bytes]:
    """RFC 9162 §2.1.3.1, word for word."""
    if stop - start == 1:
        return []
    k = split(stop - start)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, stop)]
    return [*path(m - k, start + k, stop), mth(start, start + k)]


def subproof(m: int, start: int, stop: int, whole: bool) -> list[bytes]:
    """RFC 9162 §2.1.4.1, word for word."""
    if m == stop - start:
        return [] if whole else [mth(start, stop)]
    k = split(stop - start)
    if m <= k:
        return [*subproof(m, start, start + k, whole), mth(start + k, stop)]
    return [*subproof(m - k, start + k, stop, False), mth(start, start + k)]


def test_the_roots_are_those_of_the_certificate_transparency_vectors() -> None:
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in CT_ENTRIES]

    assert [root_of(leaves[:n]).hex() for n in range(1, 9)] == list(CT_ROOTS)


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    assert root_of([]) == EMPTY_ROOT == CompactRange().root() == sha256(b"").digest()


def test_every_root_inclusion_proof_and_consistency_proof_is_as_defined_and_verifies() -> None:
    for n in range(1, MOST + 1):
        root = mth(0, n)
        assert root_of(LEAVES[:n]) == root
        for index in range(n):
            proof = inclusion_proof(LEAVES, index, n)
            assert proof == path(index, 0, n)
            verify_inclusion(LEAVES[index], index, n, proof, root)
        for m in range(1, n + 1):
            proof = consistency_proof(LEAVES, m, n)
            assert proof == subproof(m, 0, n, True)
            verify_consistency(m, n, mth(0, m), root, proof)


def test_an_inclusion_proof_fits_no_other_leaf_index_or_size() -> None:
    for n in range(1, 34):
        for index in range(n):
            proof = inclusion_proof(LEAVES, index, n)
            for other in range(n):
                if other != index:
                    with pytest.raises(VerificationFailed):
                        verify_inclusion(LEAVES[other], index, n, proof, mth(0, n))
                    with pytest.raises(VerificationFailed):
                        verify_inclusion(LEAVES[index], other, n, proof, mth(0, n))
            for size in range(1, 70):
                if size != n and not fits_by_shape(index, n, size):
                    with pytest.raises(VerificationFailed):
                        verify_inclusion(LEAVES[index], index, size, proof, mth(0, n))


def fits_by_shape(index: int, one: int, other: int) -> bool:
    """Whether the path from a leaf turns the same ways in trees of both sizes: there the root alone cannot tell them
    apart, which is why a checkpoint signs the size with the root."""
    return turns(index, one) == turns(index, other)


def turns(index: int, n: int) -> list[bool]:
    if n == 1:
        return []
    k = split(n)
    return [*turns(index, k), False] if index < k else [*turns(index - k, n - k), True]


def test_a_proof_with_a_hash_more_less_or_changed_is_refused() -> None:
    for n in range(2, 40):
        for index in range(0, n, 3):
            proof = inclusion_proof(LEAVES, index, n)
            for wrong in spoiled(proof):
                with pytest.raises(VerificationFailed):
                    verify_inclusion(LEAVES[index], index, n, wrong, mth(0, n))
        for m in range(1, n):
            proof = consistency_proof(LEAVES, m, n)
            for wrong in spoiled(proof):
                with pytest.raises(VerificationFailed):
                    verify_consistency(m, n, mth(0, m), mth(0, n), wrong)


def spoiled(proof: list[bytes]) -> list[list[bytes]]:
    flipped = [[*proof[:i], bytes([h[0] ^ 1]) + h[1:], *proof[i + 1 :]] for i, h in enumerate(proof)]
    shorter = [[*proof[:i], *proof[i + 1 :]] for i in range(len(proof))]
    cut = [[*proof[:i], h[:31], *proof[i + 1 :]] for i, h in enumerate(proof)]
    return [*flipped, *shorter, *cut, [*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof]]


def test_a_consistency_proof_fits_no_other_old_size_or_root() -> None:
    for n in range(2, 34):
        for m in range(1, n):
            proof = consistency_proof(LEAVES, m, n)
            for other in range(1, n + 1):
                if other != m:
                    with pytest.raises(VerificationFailed):
                        verify_consistency(m, n, mth(0, other), mth(0, n), proof)
                    with pytest.raises(VerificationFailed):
                        verify_consistency(other, n, mth(0, other), mth(0, n), proof)


def test_two_roots_of_one_size_are_never_consistent() -> None:
    with pytest.raises(VerificationFailed):
        verify_consistency(5, 5, mth(0, 5), mth(0, 6), [])
    with pytest.raises(VerificationFailed):
        verify_consistency(5, 5, mth(0, 5), mth(0, 5), [mth(0, 5)])


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 5), (6, 5), (-1, 5)])
def test_no_consistency_is_shown_from_nothing_or_backwards(old: int, new: int) -> None:
    with pytest.raises(VerificationFailed):
        verify_consistency(old, new, EMPTY_ROOT, mth(0, 5), [])
    with pytest.raises(VerificationFailed):
        consistency_proof(LEAVES, old, new)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (5, 5), (6, 5), (-1, 5)])
def test_no_inclusion_is_shown_outside_the_tree(index: int, size: int) -> None:
    with pytest.raises(VerificationFailed):
        verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])
    with pytest.raises(VerificationFailed):
        inclusion_proof(LEAVES, index, size)


def test_a_wrong_proof_says_what_was_expected_and_what_came() -> None:
    with pytest.raises(VerificationFailed) as refused:
        verify_inclusion(LEAVES[0], 0, 2, [LEAVES[1]], LEAVES[0])

    assert LEAVES[0].hex() in str(refused.value)
    assert node_hash(LEAVES[0], LEAVES[1]).hex() in str(refused.value)


def test_proofs_are_made_from_a_function_that_reads_ranges() -> None:
    asked: list[tuple[int, int]] = []

    def read(start: int, stop: int) -> list[bytes]:
        asked.append((start, stop))
        return LEAVES[start:stop]

    assert inclusion_proof(read, 17, 70) == inclusion_proof(LEAVES, 17, 70)
    assert consistency_proof(read, 17, 70) == consistency_proof(LEAVES, 17, 70)
    assert max(stop for _, stop in asked) <= 70


def test_a_compact_range_grows_by_one_as_defined() -> None:
    tree = CompactRange()

    for n in range(MOST):
        assert (tree.size, tree.root()) == (n, mth(0, n))
        assert len(tree.peaks) == n.bit_count()
        tree.append(LEAVES[n])


@settings(deadline=None)
@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_compact_range_grows_by_batches_as_by_one(batches: list[int]) -> None:
    leaves = [leaf_hash(n.to_bytes(2)) for n in range(sum(batches))]
    one_by_one, at_once, rest = CompactRange(), CompactRange(), iter(leaves)

    for leaf in leaves:
        one_by_one.append(leaf)
    for batch in batches:
        at_once.extend(next(rest) for _ in range(batch))

    assert (at_once.size, at_once.freeze()) == (one_by_one.size, one_by_one.freeze())


def test_a_batch_longer_than_what_is_held_in_memory_gives_the_same_tree() -> None:
    leaves = [leaf_hash(n.to_bytes(4)) for n in range(40_003)]
    one_by_one, at_once = CompactRange(), CompactRange()

    for leaf in leaves:
        one_by_one.append(leaf)
    at_once.extend(iter(leaves))

    assert at_once.freeze() == one_by_one.freeze()


def test_a_compact_range_goes_on_from_its_frozen_peaks_and_a_copy_goes_its_own_way() -> None:
    tree = CompactRange()
    tree.extend(LEAVES[:13])

    again, copy = CompactRange(13, tree.freeze()), tree.copy()
    again.extend(LEAVES[13:])
    copy.append(LEAVES[0])

    assert again.root() == root_of_peaks(again.peaks) == mth(0, MOST)
    assert (tree.size, tree.root()) == (13, mth(0, 13))


@pytest.mark.parametrize(
    ("size", "peaks"), [(1, []), (3, [b"\0" * 32]), (4, [b"\0" * 31]), (-1, []), (0, [b"\0" * 32])]
)
def test_peaks_that_do_not_fit_the_size_are_refused(size: int, peaks: list[bytes]) -> None:
    with pytest.raises(VerificationFailed):
        CompactRange(size, peaks)


def test_the_golden_tree_of_1123_entries_comes_out_with_its_roots_and_proofs() -> None:
    golden = json.loads((VECTORS / "proof.json").read_text())
    old, new, index = golden["n1"], golden["n2"], golden["idx"]
    inclusion = [b64decode(found) for found in golden["inc"]]
    consistency = [b64decode(found) for found in golden["cons"]]
    old_root, new_root = b64decode(golden["root1"]), b64decode(golden["root2"])

    verify_inclusion(leaf_hash(golden["record"].encode()), index, new, inclusion, new_root)
    verify_consistency(old, new, old_root, new_root, consistency)
