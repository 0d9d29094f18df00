"""Rules of the record and of clauses: D2xx."""

from detente.codes.rule import Rule

__all__ = ["RECORD"]

RECORD = (
    Rule(
        code="D201",
        severity="error",
        title="line of the record that cannot be read",
        meaning=(
            "A record has one JSON object a line (RFC 8259), in UTF-8: no NaN, no key twice, no "
            "number of more than 40 digits, no line of more than a million characters. The other "
            "lines are read, so all mistakes are shown at once."
        ),
        wrong='{"kind": "event", "id": "e1" "date": "2019-10-05", "name": "signed"}',
        right='{"kind": "event", "id": "e1", "date": "2019-10-05", "name": "signed"}',
    ),
    Rule(
        code="D202",
        severity="error",
        title="one id with two contents",
        meaning=(
            "An id names one entry for good. The same line may stand twice (it counts once), so that "
            "an import can be repeated; other content needs another id. A correction is a new entry "
            "that names the old one."
        ),
        wrong="- {id: e1, kind: event, date: 2019-10-04, name: signed}\n"
        "- {id: e1, kind: event, date: 2019-10-05, name: signed}",
        right="- {id: e1, kind: event, date: 2019-10-04, name: signed}\n"
        "- {id: e2, kind: event, date: 2019-10-05, name: signed, supersedes: e1}",
    ),
    Rule(
        code="D203",
        severity="error",
        title="assertion that does not hold",
        meaning=(
            "An 'assert' entry says which level the board must show on a date. It is checked at every "
            "load, so that a later entry cannot change the past unseen. It fails too where the level "
            "is not known."
        ),
        wrong="- {id: e1, kind: act, date: 2017-08-05, lever: coal_ban, level: in_force}\n"
        "- {id: e2, kind: assert, date: 2017-12-31, lever: coal_ban, level: lifted}",
        right="- {id: e2, kind: assert, date: 2017-12-31, lever: coal_ban, level: in_force}",
    ),
    Rule(
        code="D204",
        severity="error",
        title="entries that correct one another in a circle",
        meaning="Each entry of the circle takes another one away, so none of them says anything.",
        wrong="- {id: e1, ..., supersedes: e2}\n- {id: e2, ..., supersedes: e1}",
        right="- {id: e1, ...}\n- {id: e2, ..., supersedes: e1}",
    ),
    Rule(
        code="D205",
        severity="warning",
        title="ruling on what is no dispute",
        meaning=(
            "A ruling decides a dispute, and so the entry in dispute: it strikes the entry or lets it "
            "stand. A ruling about anything else changes nothing."
        ),
        wrong="- {id: r1, kind: ruling, date: 2019-10-05, about: e1, upheld: true}",
        right="- {id: d1, kind: dispute, date: 2019-09-20, about: e1}\n"
        "- {id: r1, kind: ruling, date: 2019-10-05, about: d1, upheld: true}",
    ),
    Rule(
        code="D206",
        severity="warning",
        title="entry that stands only in a file",
        meaning=(
            "Once something has been written to the record, 'record.sqlite' (or the database of "
            "'--record') is the record. What is added to 'record.jsonl', or under 'events:' and "
            "'claims:' of the case file, does not count until it is taken in."
        ),
        wrong="- {id: e9, kind: event, date: 2019-10-05, name: signed}      # added to the file",
        right="detente import case.yaml --into .",
    ),
    Rule(
        code="D207",
        severity="warning",
        title="act by a party that does not own the lever",
        meaning=(
            "An act says that a party changed its own lever. Whoever is named in 'by' neither owns "
            "the lever nor is one whose consent the change needs. 'add' refuses it; 'import' takes "
            "it, as a record made elsewhere may know more, and says so."
        ),
        wrong="{id: e1, kind: act, date: 2019-10-05, lever: coal_ban, level: lifted, by: dprk}",
        right="{id: e1, kind: report, date: 2019-10-05, lever: coal_ban, level: lifted, by: dprk}",
    ),
    Rule(
        code="D208",
        severity="warning",
        title="dates out of order",
        meaning=(
            "The entry is dated after today, or before the entry that it corrects, withdraws or "
            "decides, or it moves a deadline to a day before its own. 'add' refuses it; 'import' takes "
            "it and says so."
        ),
        wrong="- {id: e1, kind: event, date: 2019-10-05, name: signed}\n"
        "- {id: e2, kind: retract, date: 2019-10-01, about: e1}",
        right="- {id: e2, kind: retract, date: 2019-10-06, about: e1}",
    ),
    Rule(
        code="D209",
        severity="error",
        title="altered record",
        meaning=(
            "Each record of a store, and each line of an export, carries a hash of itself and of the "
            "one before. At this one they do not fit: it was changed, taken out, put in or moved by "
            "something other than detente, or the file is damaged."
        ),
        wrong='sqlite3 record.sqlite "update records set body = ..."',
        right="detente add CASE act ... --supersedes e118      # a correction is a new entry",
    ),
    Rule(
        code="D221",
        severity="warning",
        title="clauses that set each other off without end",
        meaning=(
            "At one instant each of the clauses changes what the other waits for, and back again, so "
            "no status comes to rest. Time must pass somewhere in the circle."
        ),
        wrong=(
            "- {id: ban, party: usa, may: coal_ban = in_force, when: exercised(free)}\n"
            "- {id: free, party: usa, may: coal_ban = lifted, when: exercised(ban)}"
        ),
        right=(
            "- {id: ban, party: usa, may: coal_ban = in_force, when: exercised(free), notice: 30 days}\n"
            "- {id: free, party: usa, may: coal_ban = lifted, when: exercised(ban), notice: 30 days}"
        ),
    ),
    Rule(
        code="D230",
        severity="warning",
        title="trigger that can never hold",
        meaning=(
            "No feasible state meets the clause's 'when' (or the rule's), or it waits for a status "
            "that the other clause can never have. The clause never becomes due."
        ),
        wrong="when: yongbyon = frozen and yongbyon = dismantled",
        right="when: yongbyon = frozen or yongbyon = dismantled",
    ),
    Rule(
        code="D231",
        severity="warning",
        title="trigger that always holds",
        meaning=(
            "Every feasible state meets the clause's 'when': the clause is due from the first day, "
            "as if it had no condition."
        ),
        wrong="when: yongbyon >= operating        # the first level",
        right="when: yongbyon >= frozen",
    ),
    Rule(
        code="D232",
        severity="warning",
        title="clauses that wait for each other",
        meaning=(
            "Each clause becomes due only when the other is fulfilled, so neither party can be "
            "first: an impasse written into the text. Number the steps, make the clauses "
            "simultaneous, or let one begin on an event."
        ),
        wrong=(
            "- {id: freeze, must: yongbyon >= frozen, when: fulfilled(relief)}\n"
            "- {id: relief, must: coal_ban >= suspended, when: fulfilled(freeze)}"
        ),
        right=(
            "- {id: freeze, must: yongbyon >= frozen, within: 60 days of signed}\n"
            "- {id: relief, must: coal_ban >= suspended, when: fulfilled(freeze)}"
        ),
    ),
    Rule(
        code="D233",
        severity="warning",
        title="deadline before its trigger",
        meaning=(
            "The last day of the clause comes before its trigger can hold, so it would be overdue "
            "on the day on which it becomes due."
        ),
        wrong="{when: 60 days since signed, by: 2007-03-01}      # signed on 2007-02-13",
        right="{when: 60 days since signed, within: 30 days of trigger}",
    ),
    Rule(
        code="D234",
        severity="warning",
        title="verification by somebody who does not watch the lever",
        meaning=(
            "The clause is verified by a body that is not named in 'watched_by' of a lever in its "
            "condition. Its findings may never come, and the clause then stays unverified."
        ),
        wrong="{must: coal_ban >= suspended, verified: by iaea}      # nobody watches coal_ban",
        right="{must: yongbyon >= frozen, verified: by iaea}      # yongbyon: watched_by: iaea",
    ),
    Rule(
        code="D235",
        severity="warning",
        title="vague verb without a completion test",
        meaning=(
            "Words such as 'begin to' or 'make progress' do not say when the thing is done. Each "
            "side can hold that it has, or that the other has not."
        ),
        wrong="text: {en: The parties will begin to dismantle the facility}",
        right="text: {en: The facility is dismantled when the verifier has sealed all cells}",
    ),
    Rule(
        code="D236",
        severity="warning",
        title="duty that can never be met, or that always is",
        meaning=(
            "No feasible state meets what the clause asks for, or every one does. Either the clause "
            "is breached whatever is done, or it asks for nothing."
        ),
        wrong="must: yongbyon = frozen and yongbyon = dismantled",
        right="must: yongbyon >= frozen",
    ),
    Rule(
        code="D237",
        severity="warning",
        title="term with competing readings, without saying whose",
        meaning=(
            "A clause uses a term that the parties read differently. Where the readings differ the "
            "clause's status is not determined. Name the reading, or use '--reading'."
        ),
        wrong="must: denuclearised",
        right="must: denuclearised as usa_reading",
    ),
    Rule(
        code="D238",
        severity="warning",
        title="effect and duty on one lever",
        meaning=(
            "One clause lets a lever be changed by itself (a 'may' clause or a 'default'), and "
            "another clause obliges the lever to be otherwise: using the power breaks the duty."
        ),
        wrong=(
            "- {id: keep_off, party: usa, keep: coal_ban >= suspended}\n"
            "- {id: snap, party: usa, may: coal_ban = in_force}"
        ),
        right=(
            "- {id: keep_off, party: usa, keep: coal_ban >= suspended, until: breached(freeze)}\n"
            "- {id: snap, party: usa, may: coal_ban = in_force, when: breached(freeze)}"
        ),
    ),
    Rule(
        code="D239",
        severity="note",
        title="sum of months that can be read in two ways",
        meaning=(
            "One month after 31 January is 28 February here (rounded down); others take 1 or 3 "
            "March. Write days where a day matters."
        ),
        wrong="within: 1 month of signed      # signed on 2019-01-31",
        right="within: 30 days of signed",
    ),
    Rule(
        code="D240",
        severity="warning",
        title="notice longer than it takes to undo",
        meaning=(
            "The step that the power answers can be reversed in less time than the notice runs: "
            "the other side is out before the power bites."
        ),
        wrong="{may: coal_ban = in_force, when: breached(freeze), notice: 90 days}      # undo: 60 days",
        right="{may: coal_ban = in_force, when: breached(freeze), notice: 30 days}",
    ),
    Rule(
        code="D241",
        severity="warning",
        title="change that needs somebody else",
        meaning=(
            "A clause, schedule, package or policy relies on a party that cannot bring the change "
            "about alone: the lever is another's, or 'needs' names an authority whose consent it takes."
        ),
        wrong="{party: usa, must: coal_ban = lifted}      # needs: {lifted: [unsc]}",
        right="{party: usa|unsc, must: coal_ban = lifted}",
    ),
    Rule(
        code="D243",
        severity="note",
        title="event that the record does not have",
        meaning=(
            "A clause counts from an event, or asks for one, that no entry of the record is named "
            "after. It may be still to come; it may also be misspelt."
        ),
        wrong="within: 60 days of singed",
        right="within: 60 days of signed",
    ),
    Rule(
        code="D244",
        severity="note",
        title="relief that does not say which of five it is",
        meaning=(
            "Exemption, waiver, suspension, lifting and expiry differ in law: whether the measure "
            "still stands, who can bring it back, whether it comes back or ends by itself. 'Eased', "
            "'relief', 'ceased' or 'ended' say none of that. Name the level after the one that the "
            "act was, or give it a 'name'."
        ),
        wrong="coal_ban: {levels: [in_force, eased, ended]}",
        right="coal_ban: {levels: [in_force, suspended, lifted]}",
    ),
    Rule(
        code="D245",
        severity="warning",
        title="one relief in the words, another in the level",
        meaning=(
            "The name or the text of the clause speaks of one kind of relief, and the level that it "
            "asks for or sets is another: a clause that promises to lift a ban and asks for a level "
            "called suspended. A suspension can come back by itself; what was lifted returns only by "
            "a new decision."
        ),
        wrong="- {name: The coal ban is lifted, must: coal_ban = suspended}",
        right="- {name: The coal ban is lifted, must: coal_ban = lifted}",
    ),
)
