"""Whether anybody declares the fact that frees himself."""

from collections.abc import Iterator, Mapping

from aggregates.rulebook.checks.problem import Problem, problem
from aggregates.rulebook.force import trees_of
from aggregates.rulebook.forms import Carries, Forbids, Form, Needs, Only
from aggregates.rulebook.model import Book, Rule
from aggregates.rulebook.steps import Office, acts_of


def check(book: Book, where: Mapping[str, str]) -> Iterator[Problem]:
    """Rules whose condition is declared, in all its facts, by the very people it would free."""
    for rule in book.rules.values():
        facts = tuple(dict.fromkeys((*rule.when.facts(), *_compared(rule))))
        bound = () if isinstance(rule.body, Only) else binds(book, rule)  # `only` binds everybody but those it names
        declaring = [book.facts[fact].declared_by for fact in facts if fact in book.facts]
        if bound and facts and all(who in by for who in bound for by in declaring):
            yield problem(
                where[rule.id], rule.id, "{facts} are declared by those whom it frees", facts=", ".join(facts)
            )


def by_declaration(book: Book, rule: Rule) -> bool:
    """Whether everybody the rule binds himself says every fact that decides: by declaring it, or in his own entry."""
    facts, bound = deciding(rule), binds(book, rule)
    return bool(facts and bound) and all(who in says(book, rule.case, fact) for fact in facts for who in bound)


def deciding(rule: Rule) -> tuple[str, ...]:
    """The facts that decide whether and how a rule binds."""
    one_of = rule.body.one_of if isinstance(rule.body, Carries) else ()
    return tuple(dict.fromkeys((*rule.when.facts(), *_compared(rule), *one_of)))


def _compared(rule: Rule) -> Iterator[str]:
    """The facts that a rule compares with each other."""
    if isinstance(rule.body, Carries):
        yield from rule.body.must_be
        yield from (other for other in rule.body.must_be.values() if isinstance(other, str))


def binds(book: Book, rule: Rule) -> tuple[Office, ...]:
    """Who does the acts that the rule refuses."""
    acts = _acts(rule.body)
    return tuple(dict.fromkeys(office for act in acts for office in doers(book, rule.case, act)))


def _acts(body: Form) -> tuple[str, ...]:
    match body:
        case Forbids(act) | Only(act, _) | Carries(act):
            return act
        case Needs(before, _):
            return before
    return ()


def doers(book: Book, case: str, act: str) -> tuple[Office, ...]:
    """Everybody to whom any rule of the case gives an act, else whom the book's table of acts names."""
    rules = list(book.rules_of(case))
    given = [e for r in rules if isinstance(r.body, Only) and act in r.body.act for e in r.body.by]
    given += [e for r in rules for tree in trees_of(r) for s in acts_of(tree) if s.act == act for e in s.by]
    defined = book.act(case, act)
    if not given and defined is None:
        return ()
    return tuple(given) or (defined.by if defined else ()) or (Office(office=book.default_office),)


def says(book: Book, case: str, fact: str) -> tuple[Office, ...]:
    """Who declares a fact; where nobody does, who does the acts that record it."""
    defined = book.facts.get(fact)
    if defined is None or defined.derived_from:
        return ()
    recording = [act.key for act in book.acts.get(case, {}).values() if fact in act.records]
    return defined.declared_by or tuple(office for act in recording for office in doers(book, case, act))
