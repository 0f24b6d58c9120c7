"""The trained model's attributions and the rules', made one list.

The model knows best how far a content reaches and who is meant by a long noun phrase; the rules know cues and
frames its training lacks, and see where a coordinated cue begins a claim of its own. So the model's words
stay where both see a claim, and a rule's claim is added where the model has none and does not think the word
absurd as a cue. Last, short quotations are set apart (`apart`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from digest.model import Stance
from digest.nlp.attribution import Attribution, Reading
from digest.nlp.cues import CueTable
from digest.nlp.frames.contents import FINITE
from digest.nlp.frames.extent import tidy
from digest.nlp.frames.found import Found
from digest.nlp.frames.phrases import usage
from digest.nlp.frames.settle import lent, own_voice, stands_beside, without
from digest.nlp.frames.speaker import agent, own_subject, passive, phrase
from digest.nlp.frames.verbs import REFUSES, SILENT, can_speak, happens, negated, no_more, row_at, silent
from digest.nlp.join.apart import apart, whole
from digest.nlp.parse import lemma
from digest.nlp.parse.tree import Run, Tree, runs

SURE = frozenset({"plea", "label", "signed"})
"""Frames whose content the rule knows better than the model."""
REACHING = frozenset({"before", "obj-to", "appeal-to", "to"})
"""Frames whose content the rule has whole where the model has a part of it."""
AFTER = frozenset({"after", "amid", "following"})
AGREED = 0.9
"""Probability of a claim both see, at least."""
SAME = 0.5
"""Least overlap (Jaccard of tokens) of contents taken for one claim."""
READ_FROM = 0.23
"""Least probability of the model's claims that are joined: below its own threshold, since the rules and the
bounds below keep the rest in order. Of .19, .23 and .27 the best on PolNeAR's development part."""
ABSURD = 0.05
"""A word less likely to be a cue, as the model sees it, makes no claim by a rule alone ("loopholes that
*allow* …"). On PolNeAR's development part one in four was right below, and one in two above."""
LIKELY = 0.6
"""... from which on it is taken for one against what the model makes of it."""
POOR = 0.25
"""A rule's claim of another frame than a clause goes if the model, which has read it, finds no draft with
its cue likelier to be right. On PolNeAR's development part two in twelve were right, in our own gold none."""
DOUBTFUL = 0.3
"""... and no claim of its own inside another's content."""
NOBODY = 0.5
"""Least probability of a claim that only the model sees and for which it finds no source."""
ALWAYS = frozenset({"before", "label", "quoted", "signed"})
"""Frames that a row of the table and the syntax make sure of by themselves."""
LABELLED = frozenset({"label", "signed"})
SAID = frozenset({"clause", "quote", "before", "put it", "floating"})
ACTS = frozenset({Stance.plans, Stance.urges})
UNSAID = frozenset("a to for the request requests comment not be named identified".split())
"""What is left when nothing is said: "did not respond to requests for comment", "asked not to be named"."""
REPLIES = frozenset("respond reply answer return responded replied answered returned".split())
DEED = 0.36
"""... and of one whose cue the table does not know and whose content is no clause ("signed the deal"). On
PolNeAR's development part fewer than two in five of those below are marked."""
HOLLOW = 0.45
DOINGS = frozenset("offer accept order call charge allow find".split())
"""... and of one whose cue says something only with a clause: "offers fine views", "called the police"."""
WITHHELD = frozenset(
    {"speak", "talk", "appear", "give", "provide", "discuss", "identify", "name", "answer", "respond"}
)
"""What somebody silent declines to do, beside the verbs of saying."""
NEVER_INSIDE = frozenset({"to", "with", "obj-as", "put it"})
"""Frames too weak to cut another's content in two."""


def join(tree: Tree, rules: Sequence[Found], model: Reading, table: CueTable) -> list[Found]:
    """The claims of both, in reading order; contents of different claims do not overlap.

    ``model`` holds the trained model's claims and how likely it finds each token to be a cue.
    """
    chains = _chains(tree, rules)
    read = [f for a in model.claims if (f := _found(tree, a, table)) and tree.sent[f.anchor] not in chains]
    quoting = {tree.head[tree.head[rule.anchor]] for rule in rules if rule.frame == "quoted"}
    read = [c for c in read if c.anchor not in quoting and not _within_label(c, rules)]
    kept, twins = _paired(tree, rules, read)
    taken = {id(twin) for twin in twins.values()}
    added: list[Found] = []
    for rule in rules:
        clashing = [k for k, other in enumerate(kept) if _clash(rule, other)]
        if clashing and _outer(rule, model, [kept[k] for k in clashing], [k in twins for k in clashing]):
            kept = [claim for k, claim in enumerate(kept) if k not in clashing]
            twins = {k - sum(c < k for c in clashing): twin for k, twin in twins.items()}
            clashing = []
        if clashing and _next_sentence(tree, rule, model, [kept[k] for k in clashing]):
            for k in clashing:
                kept[k] = _before_sentence(tree, kept[k], rule)
            added.append(rule)
            continue
        if id(rule) in taken or not _credible(tree, rule, model, clashing, chains):
            continue
        if all(k in twins and not _clash(rule, twins[k]) for k in clashing):
            for k in clashing:  # the rules see two claims where the model sees one
                outer = kept[k]
                kept[k] = without(tree, outer, rule)
                rule = lent(tree, outer, rule) if outer.source else rule
            added.append(rule)
    stated = [_without_background(tree, claim) for claim in [*kept, *added] if claim.content]
    stated = [_pointed(tree, claim, stated) for claim in stated]
    joined = apart(tree, whole(tree, [claim for claim in stated if not _unnamed(tree, claim)]))
    return sorted(joined, key=lambda f: (min(f.anchor, f.content[0][0]), f.anchor))


def _outer(rule: Found, model: Reading, inside: Sequence[Found], known: Sequence[bool]) -> bool:
    """Whether a rule's claim tells who says what the model sees alone: "*A asked B*, an aide said"."""
    told = all(_tokens(claim.content) | {claim.anchor} <= _tokens(rule.content) for claim in inside)
    if told and rule.frame == "object" and not any(known):  # "debunked *reports that* …": what is debunked
        return len(inside) == 1 and rule.content[0][0] <= inside[0].anchor <= rule.content[0][0] + 2
    plain = (
        rule.frame == "clause" and rule.row is not None and rule.row.lemma in {"say", "report", "announce"}
    )
    return plain and told and not any(known) and float(model.cue[rule.anchor]) >= LIKELY


def _next_sentence(tree: Tree, rule: Found, model: Reading, outer: Sequence[Found]) -> bool:
    """Whether the model runs on into a sentence in which somebody else speaks."""
    here = tree.sent[rule.anchor]
    own = rule.frame == "clause" and rule.speaker >= 0 and tree.sent[rule.speaker] == here
    apart = all(
        tree.sent[claim.anchor] < here
        and claim.speaker != rule.speaker
        and min(_tokens(claim.content)) < tree.sents[here][0]
        for claim in outer
    )
    return own and apart and float(model.cue[rule.anchor]) >= LIKELY


def _before_sentence(tree: Tree, claim: Found, rule: Found) -> Found:
    first = min(tree.sents[tree.sent[rule.anchor]][0], rule.content[0][0])
    kept = [t for a, b in claim.content for t in range(a, b + 1) if t < first]
    return replace(claim, content=tidy(tree, kept))


def _unnamed(tree: Tree, claim: Found) -> bool:
    """ "asked that their names be withheld", "would neither confirm nor deny it": nothing to tell."""
    said = {tree.low[t] for a, b in claim.content for t in range(a, b + 1)}
    cue = {tree.low[t] for t in range(max(claim.cue[0] - 3, 0), claim.cue[1] + 1)}
    if {"neither", "nor", "deny"} <= cue:
        return True  # "would neither confirm nor deny it"
    asks = claim.row is not None and claim.row.lemma in {"ask", "request", "insist", "demand"}
    return asks and bool(said & {"withheld", "anonymity", "anonymous"})


def _pointed(tree: Tree, claim: Found, others: Sequence[Found]) -> Found:
    """The claim with what its "that" stands for: "*a demand* that was endorsed by the bishops"."""
    (first, last), *more = claim.content
    verb = tree.head[first]
    if more or first != last or tree.tag[first] != "WDT" or tree.dep[verb] != "relcl":
        return claim
    meant = phrase(tree, tree.head[verb])
    held = any(meant[0] <= b and a <= meant[1] for other in others for a, b in other.content)
    return claim if held else replace(claim, content=(meant,))


def _without_background(tree: Tree, claim: Found) -> Found:
    """The claim without what the article adds: "would replace them, *after a run of reports that* …"."""
    first, last = claim.content[-1]
    for token in range(max(first + 4, claim.anchor + 1), last - 2):
        if tree.low[token] in AFTER and tree.low[token - 1] == "," and tree.quote[token] < 0:
            return replace(claim, content=(*claim.content[:-1], (first, token - 2)))
    return claim


def _within_label(claim: Found, rules: Sequence[Found]) -> bool:
    """Whether a claim is one that somebody makes whose name stands beside a whole paragraph."""
    return any(a <= claim.anchor <= b for rule in rules if rule.frame in LABELLED for a, b in rule.content)


def _paired(
    tree: Tree, rules: Sequence[Found], read: Sequence[Found]
) -> tuple[list[Found], dict[int, Found]]:
    """The model's claims with what rules know of them; and the rule's claim of each (by position)."""
    kept: list[Found] = []
    twins: dict[int, Found] = {}
    for claim in read:
        twin = next(_twins(claim, rules, read), None)
        if twin is not None:
            twins[len(kept)] = twin
            kept.append(_merged(tree, claim, twin))
        elif claim.probability >= _least(tree, claim) and not any(no(tree, claim) for no in NOT_SAID):
            kept.append(claim)
    return kept, twins


def _twins(claim: Found, rules: Sequence[Found], read: Sequence[Found]) -> Iterator[Found]:
    """Rules' claims that are the same as the model's: by the cue, else by the content."""
    yield from (rule for rule in rules if _same_cue(claim, rule))
    yield from (rule for rule in rules if _same_content(claim, rule) and not _cued(rule, read))


def _credible(tree: Tree, rule: Found, model: Reading, clashing: Sequence[int], chains: set[int]) -> bool:
    """Whether a rule's claim may stand without the model's, given the model's claims it runs into."""
    if rule.frame == "floating":
        return not clashing
    if rule.frame in ALWAYS or tree.sent[rule.anchor] in chains or _turned(tree, rule):
        return True
    likely = float(model.cue[rule.anchor])
    if not clashing:
        return likely >= ABSURD and (rule.frame == "clause" or model.best[rule.anchor] >= POOR)
    beside = rule.frame not in NEVER_INSIDE and stands_beside(tree, rule.anchor)
    return beside and likely >= (ABSURD if own_voice(tree, rule.anchor) else DOUBTFUL)


def _turned(tree: Tree, rule: Found) -> bool:
    """ "refused to rule out", "were unable to confirm": the model takes the first word for the cue."""
    return rule.cue[0] < rule.anchor or tree.low[tree.head[rule.anchor]] in {*REFUSES, "unable", "unwilling"}


def _chains(tree: Tree, rules: Sequence[Found]) -> set[int]:
    """Sentences in which one source carries another's words; the model takes them for one claim."""
    return {
        tree.sent[outer.anchor]
        for outer in rules
        if outer.frame == "before"
        for inner in rules
        if inner is not outer and _passed_on(inner) and any(a <= inner.anchor <= b for a, b in outer.content)
    }


def _passed_on(inner: Found) -> bool:
    """Whether a claim can be one that another carries: something said, not a plan or an order told of."""
    return inner.frame in SAID and not (inner.row and inner.row.stance in ACTS)


def _least(tree: Tree, claim: Found) -> float:
    """How probable a claim must be that only the model sees."""
    if not claim.source:
        return NOBODY
    if claim.row is not None:
        return HOLLOW if claim.row.lemma in DOINGS and not _stated(tree, claim) else 0.0
    finite = any(tree.tag[t] in FINITE for a, b in claim.content for t in range(a, b + 1))
    return 0.0 if finite else DEED


def _stated(tree: Tree, claim: Found) -> bool:
    """Whether a content is a statement: a clause, an infinitive or a quotation, not just a thing."""
    return any(
        tree.tag[t] in FINITE or tree.tag[t] == "TO" or tree.quote[t] >= 0
        for a, b in claim.content
        for t in range(a, b + 1)
    )


def _asked(tree: Tree, claim: Found) -> bool:
    """ "Asked whether he would run, Lee said no": the question is not his."""
    at = claim.anchor
    if tree.low[at] == "asked" and tree.low[at - 1] == "," and tree.kid(at, "conj") > at:
        return True  # "A spokesman, asked about it, said": the verb to the parser
    return (
        tree.low[at] in {"asked", "pressed", "questioned"}
        and own_subject(tree, at) < 0
        and agent(tree, at) < 0
        and tree.dep[at] != "conj"
        and (passive(tree, at) or tree.low[max(at - 1, 0)] in {"when", ",", "."} or not claim.source)
    )


def _undone(tree: Tree, claim: Found) -> bool:
    """ "must open the market and encourage firms", "according to plan": nobody says so."""
    at = claim.anchor
    if tree.low[at] == "according":
        return usage(tree, claim.speaker)
    return tree.tag[at] == "VB" and tree.dep[at] == "conj" and not happens(tree, at)


def _silent(tree: Tree, claim: Found) -> bool:
    """Whether nothing is claimed: "declined to comment", "would not say", "did not return calls"."""
    if no_more(tree, claim.anchor) or (tree.low[claim.anchor] in REPLIES and negated(tree, claim.anchor)):
        return True
    if tree.low[claim.anchor] in REFUSES:
        act = tree.kid(claim.anchor, "xcomp")
        return act >= 0 and lemma(tree.low[act], tree.tag[act]) in SILENT | WITHHELD
    said = {tree.low[t] for a, b in claim.content for t in range(a, b + 1)}
    return said <= UNSAID or bool(claim.row and silent(tree, claim.anchor, claim.row))


def _accused(tree: Tree, claim: Found) -> bool:
    """Whether the model takes who is accused for the speaker: "Brandt, accused of fraud, resigned"."""
    done_to = claim.row is not None and any(frame.startswith("obj-") for frame in claim.row.frames)
    return bool(claim.source) and done_to and passive(tree, claim.anchor) and agent(tree, claim.anchor) < 0


NOT_SAID = (_silent, _accused, _asked, _undone)


def _merged(tree: Tree, claim: Found, rule: Found) -> Found:
    """The model's words with what the rule knows of them; the rule's own where the model mixed up roles."""
    passive_voice = tree.kid(rule.anchor, "agent") >= 0
    mixed = bool(_tokens(claim.source) & _tokens(rule.content))
    if _tokens(claim.content) <= _tokens(rule.source):
        return rule
    if mixed and (passive_voice or not _longer(claim, rule)):
        return rule
    if passive_voice or rule.frame == "quoted":
        return replace(rule, probability=max(AGREED, claim.probability))  # "was accused by auditors of …"
    if claim.source and rule.source and not can_speak(tree, claim.speaker) and can_speak(tree, rule.speaker):
        claim = replace(claim, source=rule.source, speaker=rule.speaker)
    if not mixed and (rule.frame in SURE or _headless(tree, claim, rule) or _cut_short(tree, claim, rule)):
        claim = replace(claim, content=rule.content)
    return replace(
        claim,
        anchor=rule.anchor,
        source=claim.source or rule.source,
        speaker=claim.speaker if claim.source else rule.speaker,
        row=rule.row,
        frame=rule.frame,
        probability=max(AGREED, claim.probability),
    )


def _longer(claim: Found, rule: Found) -> bool:
    """Whether the model's source is the rule's and more: "according to *Ann Lee, head of the union*, …"."""
    return bool(rule.source) and _tokens(rule.source) <= _tokens(claim.source)


def _headless(tree: Tree, claim: Found, rule: Found) -> bool:
    """Whether a content begins with the verb of a clause whose subject the rule has: "…have been put off"."""
    first = claim.content[0][0]
    verb = tree.head[first] if tree.dep[first] in {"aux", "auxpass"} else first
    who = tree.kid(verb, "nsubj", "nsubjpass")
    whole = _tokens(rule.content)
    return tree.tag[first] in FINITE and who in whole and _tokens(claim.content) <= whole


def _cut_short(tree: Tree, claim: Found, rule: Found) -> bool:
    """Whether the model has part of what a rule sees whole: "the road" of "both armies to open the road"."""
    mine, whole = _tokens(claim.content), _tokens(rule.content)
    return mine < whole and (rule.frame in REACHING or _resumed(tree, rule, mine))


def _resumed(tree: Tree, rule: Found, mine: frozenset[int]) -> bool:
    """ "was bought, he said, by a cousin": what follows the aside, and only that, is not the model's."""
    after = [run for run in rule.content if run[0] > rule.anchor]
    before = [t for a, b in rule.content for t in range(a, b + 1) if t < rule.anchor]
    return bool(after) and bool(before) and mine.issuperset(t for t in before if tree.word[t].isalnum())


def _found(tree: Tree, a: Attribution, table: CueTable) -> Found | None:
    cue, content, source = (tree.tokens(spans) for spans in (a.cue, a.content, a.source))
    if not cue or not content:
        return None
    source = _behind_comma(tree, source)
    content = _this_half(tree, content, min([*cue, *source]))
    anchor = _top(tree, cue)
    row = next((r for t in (anchor, *cue) if (r := row_at(tree, table, t))), None)
    speaker = _top(tree, source) if source else -1
    pieces = tuple(runs(content))
    return Found(anchor, _one(cue), tuple(runs(source)), speaker, pieces, row, "model", a.probability)


def _this_half(tree: Tree, content: list[int], said: int) -> list[int]:
    """What stands on the cue's side of a semicolon, if anything: "A cost it; *B said it was less*"."""
    first = tree.sents[tree.sent[said]][0]
    cut = next((t for t in range(said - 1, first - 1, -1) if tree.low[t] == ";" and tree.quote[t] < 0), -1)
    after = [t for t in content if t > said]
    return (
        [t for t in content if t > cut]
        if cut >= 0 and after and tree.sent[content[0]] == tree.sent[said]
        else content
    )


def _behind_comma(tree: Tree, source: list[int]) -> list[int]:
    """ "Opposing bail in respect *of A, B and C, Inspector Lee* said": the speaker is what stands last."""
    comma = max((t for t in source if tree.low[t] == ","), default=-1)
    if not source or tree.tag[source[0]] != "IN" or comma < 0 or comma == source[-1]:
        return source
    return [t for t in source if t > comma]


def _top(tree: Tree, tokens: Sequence[int]) -> int:
    """The token of a piece from which the others hang, no owner: "Lee's" of "Lee's lawyer, Ann Dahl"."""
    inside = set(tokens)
    tops = [t for t in tokens if tree.head[t] not in inside or tree.head[t] == t]
    owners = [t for t in tops if t + 1 in inside and tree.tag[t + 1] == "POS"]
    return next((t for t in tops if t not in owners), next(iter(tops), tokens[0]))


def _one(tokens: Sequence[int]) -> Run:
    return tokens[0], tokens[-1]


@lru_cache(maxsize=4096)
def _tokens(pieces: tuple[Run, ...]) -> frozenset[int]:
    """All tokens of some runs; kept, since every claim is compared with every other."""
    return frozenset(t for a, b in pieces for t in range(a, b + 1))


def _same_cue(a: Found, b: Found) -> bool:
    return a.cue[0] <= b.cue[1] and b.cue[0] <= a.cue[1] and b.frame != "floating"


def _cued(rule: Found, read: Sequence[Found]) -> bool:
    """Whether another claim of the model has the rule's cue: then that one is its twin."""
    return any(_same_cue(other, rule) for other in read)


def _same_content(a: Found, b: Found) -> bool:
    """Whether two claims say the same; the cue of one within the other's content makes it another claim."""
    x, y = _tokens(a.content), _tokens(b.content)
    return len(x & y) >= SAME * len(x | y) and a.anchor not in y and b.anchor not in x


def _clash(a: Found, b: Found) -> bool:
    """Whether two claims cannot both stand: one's words, or its cue, lie in the other's content."""
    x, y = _tokens(a.content), _tokens(b.content)
    return bool(x & y) or a.anchor in y or b.anchor in x
