"""Who answers for what: progress, evidence, release, withdrawal and back, waivers."""

import threading

import pytest
from attrs import evolve

from builders import (
    CHAIR,
    STORES,
    bare_task,
    before,
    clerk,
    closing_store,
    day,
    flow_on,
    issued,
    item,
    moment,
    plan,
    province,
    snapshot,
    the,
    version,
)
from planflow.document import report_text
from planflow.domain.change import NameMembers, RecordEvent
from planflow.domain.organisation import Directory, Open
from planflow.domain.plan import Partner
from planflow.domain.report import Absentee
from planflow.domain.task import (
    Standing,
    absence_reason,
    timeliness,
)
from planflow.domain.task import command as c
from planflow.engine.codec import dumps
from planflow.errors import (
    CommandRefusedError,
    NotAllowedNowError,
    NotAuthorisedError,
    RuleViolatedError,
)
from planflow.store.sqlite import SqliteStore

STP, SGD, BOARD = clerk("stp"), clerk("sgd"), CHAIR
AT = moment(10, 5)


@pytest.fixture(params=STORES)
def store(request):
    with closing_store(request.param) as opened:
        yield opened


@pytest.fixture
def flow(store):
    return issued(store)


@pytest.fixture
def lead(flow):
    """The lead's task of item 1, which two districts feed."""
    return the(flow, "1", "sgd").id


def reported(flow, source, unit, at=AT, **more):
    """Let a unit report on its task."""
    return flow.do(c.Report(the(flow, source, unit).id, **more), by=clerk(unit), at=at).task


def refusal(flow, command, by_whom, at=AT):
    """Return why a command is refused; it changes nothing."""
    before_it = snapshot(flow)
    with pytest.raises(CommandRefusedError) as caught:
        flow.do(command, by=by_whom, at=at)
    assert before_it == snapshot(flow)
    return caught.value


def warned(outcome):
    """Return the keys of an outcome's warnings."""
    return [each.key for each in outcome.warnings]


# ── progress and evidence ────────────────────────────────────────────────────


def test_r03_whoever_records_progress_has_begun(flow, lead):
    """From assigned it starts; the percentage stands until another is told, a note keeps it."""
    first = flow.do(c.RecordProgress(lead, 40, "đã mở 2 lớp"), by=SGD, at=AT).task
    second = flow.do(c.RecordProgress(lead, note="đang mở lớp thứ ba"), by=SGD, at=AT).task

    assert ("in_progress", 40, 40) == (
        first.state,
        first.standing.progress,
        second.standing.progress,
    )
    assert AT == flow.view("p", at=AT).course(lead).started_at
    assert "(đang thực hiện, đạt 40 %)" in report_text(flow.view("p", at=AT))
    assert flow.verify().is_sound


def test_r16_progress_is_no_report(flow, lead):
    """All of the work is done and nothing is reported: the task is open, the totals are empty."""
    task = flow.do(c.RecordProgress(lead, 100), by=SGD, at=AT).task

    assert (True, (), {}) == (
        task.standing.is_open,
        task.standing.reports,
        dict(flow.totals("p", live=True).figures.actual),
    )


@pytest.mark.parametrize("percent", [-1, 101, True, 12.5, "40"])
def test_r19_progress_is_a_whole_number_of_percent(flow, lead, percent):
    assert "R19" == refusal(flow, c.RecordProgress(lead, percent), SGD).rule


def test_r05_progress_that_says_nothing_is_refused(flow, lead):
    assert "R5" == refusal(flow, c.RecordProgress(lead, note="  "), SGD).rule


def test_r25_a_note_on_progress_can_be_erased(flow, lead):
    """It lies beside the journal, and the state has never held it."""
    command = c.RecordProgress(lead, 40, "chị Hoa ốm")
    flow.do(command, by=clerk("sgd", "hoa"), at=AT)
    flow.erase("hoa")

    assert "Hoa" not in dumps(flow.task(lead).standing)
    assert (True, False) == (flow.verify().is_sound, "Hoa" in "".join(flow.lines()))
    assert not any("Hoa" in str(entry.event) for entry in flow.journal())


def test_r16_progress_falls_with_a_withdrawal(flow, lead):
    """Assigned again, the work begins anew."""
    flow.do(c.RecordProgress(lead, 40), by=SGD, at=AT)
    flow.do(c.Withdraw(lead, "trùng"), by=STP, at=AT)

    assert None is flow.do(c.Reinstate(lead), by=STP, at=AT).task.standing.progress


def test_r27_evidence_is_attached_also_after_reporting(flow, lead):
    """The minutes come after the report: no new version, each reference once."""
    flow.do(c.AttachEvidence(lead, "biên bản 12"), by=SGD, at=AT)
    reported(flow, "1", "sgd")
    references = ("ảnh 3", " biên bản 12 ", "ảnh 3")
    task = flow.do(c.AttachEvidence(lead, references), by=SGD, at=moment(10, 9)).task

    assert (("biên bản 12", "ảnh 3"), 1) == (task.standing.evidence, len(task.standing.reports))
    assert flow.verify().is_sound


@pytest.mark.parametrize("references", [(), ("  ",), ("biên bản 12",)])
def test_r05_evidence_that_adds_nothing_is_refused(flow, lead, references):
    flow.do(c.AttachEvidence(lead, ("biên bản 12",)), by=SGD, at=AT)

    assert "R5" == refusal(flow, c.AttachEvidence(lead, references), SGD).rule


@pytest.mark.parametrize(
    "make",
    [
        lambda task: c.RecordProgress(task, 40, "xong bước một"),
        lambda task: c.AttachEvidence(task, ("ảnh 3",)),
    ],
)
def test_r07_progress_and_evidence_happen_once_under_their_key(flow, lead, make):
    first = flow.do(make(lead), by=SGD, at=AT, key="k")
    again = flow.do(make(lead), by=SGD, at=moment(10, 6), key="k")

    assert (True, first.events, first.task) == (again.is_repeated, again.events, again.task)


# ── release ──────────────────────────────────────────────────────────────────


def test_r06_a_withdrawal_grants_the_release(flow, lead):
    """Asked for and granted: the request is settled, and no document asks for it any more."""
    asked = flow.do(c.AskRelease(lead, "thiếu người"), by=SGD, at=AT).task
    before_it = report_text(flow.view("p", at=AT))
    released = flow.do(c.Withdraw(lead, "đồng ý cho thôi"), by=STP, at=AT).task
    after_it = report_text(flow.view("p", at=AT))

    assert (True, False) == (asked.standing.awaits_release, released.standing.awaits_release)
    assert (True, False) == tuple("xin thôi thực hiện" in text for text in (before_it, after_it))


def test_r06_a_refused_release_may_be_asked_for_again(flow, lead):
    """The holder goes on; one request waits at a time."""
    flow.do(c.AskRelease(lead, "thiếu người"), by=SGD, at=AT)
    pending = refusal(flow, c.AskRelease(lead, "thiếu người"), SGD)
    refused = flow.do(c.RefuseRelease(lead, "không có đơn vị thay"), by=STP, at=AT).task
    again = flow.do(c.AskRelease(lead, "lũ"), by=SGD, at=moment(10, 9)).task

    assert ("R6", ("assigner",)) == (pending.rule, pending.who)
    assert ("assigned", False, True) == (
        refused.state,
        refused.standing.awaits_release,
        again.standing.awaits_release,
    )
    assert flow.verify().is_sound


@pytest.mark.parametrize("settled", [False, True])
def test_r06_only_a_request_that_waits_is_refused(flow, lead, settled):
    """Never asked, or settled by the report that was given after all."""
    if settled:
        flow.do(c.AskRelease(lead, "thiếu người"), by=SGD, at=AT)
        flow.do(c.RefuseRelease(lead, "không"), by=STP, at=AT)

    assert "R6" == refusal(flow, c.RefuseRelease(lead, "không"), STP).rule


def test_r05_asking_for_release_needs_a_reason(flow, lead):
    assert "R5" == refusal(flow, c.AskRelease(lead, ""), SGD).rule


def test_r05_refusing_a_release_needs_a_reason(flow, lead):
    flow.do(c.AskRelease(lead, "thiếu người"), by=SGD, at=AT)

    assert "R5" == refusal(flow, c.RefuseRelease(lead, " "), STP).rule


def test_r06_a_suspended_holder_is_answered_too(flow, lead):
    """The request waits through a suspension."""
    flow.do(c.AskRelease(lead, "thiếu người"), by=SGD, at=AT)
    flow.do(c.Suspend(lead, "lũ"), by=STP, at=AT)

    task = flow.do(c.RefuseRelease(lead, "không"), by=STP, at=AT).task

    assert ("suspended", False) == (task.state, task.standing.awaits_release)


# ── decline, withdraw, reinstate: there and back ─────────────────────────────


def test_r06_a_body_that_declined_may_be_asked_again(flow):
    """It declined in October; asked again it is assigned, has not declined, and may answer."""
    task = the(flow, "2", "mttq").id
    flow.do(c.Decline(task, "không đủ người"), by=clerk("mttq"), at=AT)
    again = flow.do(c.Reinstate(task, "đã bố trí người"), by=STP, at=moment(10, 9)).task
    done = flow.do(c.Report(task), by=clerk("mttq"), at=moment(10, 12)).task

    assert ("assigned", False, "answered") == (
        again.state,
        again.standing.has_declined,
        timeliness(done, moment(12, 1)),
    )
    assert flow.verify().is_sound


@pytest.mark.parametrize("partial", [True, False])
def test_r16_what_was_reported_before_a_withdrawal_does_not_come_back(flow, lead, partial):
    """Withdrawn and reinstated, it is to be reported anew; the old version stays in the record."""
    reported(flow, "1", "sgd", figures={"classes": 9}, partial=partial)
    flow.do(c.Withdraw(lead, "trùng"), by=STP, at=AT)
    back = flow.do(c.Reinstate(lead), by=STP, at=moment(10, 6)).task
    empty = dict(flow.totals("p", live=True).figures.actual)
    anew = reported(flow, "1", "sgd", moment(10, 7), figures={"classes": 2})

    assert ("assigned", None, {}) == (back.state, back.standing.current(), empty)
    assert [1, 2] == [each.version for each in anew.standing.reports]
    assert {"classes": 2} == dict(flow.totals("p", live=True).figures.actual)


def test_r13_a_withdrawal_ends_a_request_for_another_date(flow, lead):
    """Reinstated, the task has its own date and nothing waits for a decision."""
    flow.do(c.AskExtension(lead, day(11, 20), "lũ"), by=SGD, at=AT)
    flow.do(c.Withdraw(lead, "trùng"), by=STP, at=AT)

    task = flow.do(c.Reinstate(lead), by=STP, at=AT).task

    assert (None, day(10, 31)) == (task.standing.asked, task.due_on)


def test_r03_what_has_been_taken_is_not_withdrawn(flow):
    """A district's part is in the lead's report: it is no longer withdrawn, nor declined."""
    task = reported(flow, "1", "van-lang")
    reported(flow, "1", "sgd")
    # its own report shows it, too: both have taken it
    reported(flow, "R.1", "van-lang")

    with pytest.raises(NotAllowedNowError):
        flow.do(c.Withdraw(task.id, "trùng"), by=STP, at=AT)


def test_r11_a_task_that_was_withdrawn_when_the_event_came_has_its_date_when_reinstated(store):
    """The guidance dates the withdrawn task as well: reinstated it does not wait for ever."""
    flow = issued(store)
    task = the(flow, "3", "stc").id
    flow.do(c.Withdraw(task, "chưa cần"), by=STP, at=moment(5, 1))
    event = RecordEvent("p", "guidance", day(6, 10), due=before(7, 30), addressees=("ubnd",))
    outcome = flow.do(event, by=STP, at=moment(6, 10))

    back = flow.do(c.Reinstate(task), by=STP, at=moment(6, 20)).task

    assert ("assigned", day(7, 29), ["ubnd"]) == (
        back.state,
        back.due_on,
        [edge.receiver for edge in back.standing.edges],
    )
    assert () == outcome.moved
    assert flow.verify().is_sound


def test_r18_a_lead_that_was_withdrawn_when_its_set_was_named_knows_it_when_reinstated(store):
    """No absentee says that nobody was named."""
    flow = issued(store, with_open_set())
    task = the(flow, "1", "sgd").id
    flow.do(c.Withdraw(task, "chưa cần"), by=STP, at=moment(5, 1))
    flow.do(NameMembers("p", "1", ("stc",)), by=STP, at=moment(5, 2))
    flow.do(c.Reinstate(task), by=STP, at=moment(5, 3))

    absent = flow.consolidate(task, at=moment(5, 4)).absent

    assert [("stc", "not-due")] == [(one.holder, one.reason) for one in absent]


# ── who is left alone ────────────────────────────────────────────────────────


def test_r16_withdrawing_a_lead_shows_whose_figures_nobody_takes(flow, lead):
    """Two districts feed the lead; their own reports show the work but carry no figures."""
    outcome = flow.do(c.Withdraw(lead, "trùng"), by=STP, at=AT)

    assert ["warning.stranded"] * 2 == warned(outcome)
    assert ["1 · trang-dinh", "1 · van-lang"] == [dict(w.facts)["who"] for w in outcome.warnings]
    assert ["trang-dinh", "van-lang"] == [task.holder for task in flow.stranded("p")]


def test_r16_declining_a_lead_shows_it_as_well(store):
    """A requested lead with a partner says no."""
    flow = issued(store, plan(item("1", "mttq", "sgd", schedule=before(11, 1))))

    outcome = flow.do(c.Decline(the(flow, "1", "mttq").id, "không"), by=clerk("mttq"), at=AT)

    assert ["warning.stranded"] == warned(outcome)
    assert "1 · sgd" in outcome.warnings[0].text("vi")


def test_r16_whoever_still_feeds_another_is_not_left_alone(flow):
    """The agency's report goes to province and ministry: one of them withdrawn, the other is."""
    first, second = (the(flow, "R.2", unit).id for unit in ("ubnd", "btp"))

    one = flow.do(c.Withdraw(first, "không cần"), by=STP, at=AT)
    both = flow.do(c.Withdraw(second, "không cần"), by=STP, at=AT)

    assert ([], ["warning.stranded"]) == (warned(one), warned(both))


def test_r16_reinstated_leads_and_withdrawn_partners_end_it(flow, lead):
    """One partner is withdrawn too; then the lead is back."""
    flow.do(c.Withdraw(lead, "trùng"), by=STP, at=AT)
    flow.do(c.Withdraw(the(flow, "1", "trang-dinh").id, "trùng"), by=STP, at=AT)
    still = [task.holder for task in flow.stranded("p")]
    flow.do(c.Reinstate(lead), by=STP, at=AT)

    assert (["van-lang"], ()) == (still, flow.stranded("p"))


def test_r16_a_task_that_never_fed_anything_is_not_left_alone(flow):
    """Item 3 reports to nobody by itself."""
    assert () == flow.stranded("p")


# ── waivers ──────────────────────────────────────────────────────────────────


def waived(flow, task, *absent, why="mất liên lạc do lũ", at=AT, by_whom=SGD):
    """Let the receiver waive."""
    return flow.do(c.Waive(task, absent, why), by=by_whom, at=at).task


def absentees(flow, task, at=AT):
    """Return holder → reason and by whom it was waived, as a draft of the report shows it."""
    found = flow.consolidate(task, at=at).absent
    return {one.holder: (one.reason, one.waived_by) for one in found}


@pytest.mark.parametrize("by_id", [True, False])
def test_r18_an_absent_unit_is_waived_ahead_of_the_report(flow, lead, by_id):
    """By its task or by its name; draft and report tell who waived it."""
    child = the(flow, "1", "van-lang").id
    waived(flow, lead, child if by_id else "van-lang")

    report = reported(flow, "1", "sgd").standing.reports[-1]

    assert (
        Absentee(the(flow, "1", "trang-dinh").id, "trang-dinh", "not-due"),
        Absentee(child, "van-lang", "not-due", is_waived=True, waived_by="sgd"),
    ) == report.absentees
    assert flow.verify().is_sound


def test_r18_the_report_of_whoever_was_waived_lifts_the_waiver(flow, lead):
    """It reports after all, and is returned: now it is absent again, and nobody has waived that."""
    waived(flow, lead, "van-lang")
    task = reported(flow, "1", "van-lang", partial=True)
    present = absentees(flow, lead)
    flow.do(c.Return(task.id, "thiếu", day(10, 20)), by=SGD, at=AT)

    assert ({"trang-dinh": ("not-due", "")}, ("returned", "")) == (
        present,
        absentees(flow, lead)["van-lang"],
    )


def test_r18_a_waiver_given_again_replaces_the_first(flow, lead):
    """Absent again after its return, it is waived again."""
    waived(flow, lead, "van-lang")
    task = reported(flow, "1", "van-lang", partial=True)
    flow.do(c.Return(task.id, "thiếu", day(10, 20)), by=SGD, at=AT)

    standing = waived(flow, lead, "van-lang").standing

    assert [(task.id, 1)] == [(one.absent, one.versions) for one in standing.waivers]
    assert ("returned", "sgd") == absentees(flow, lead)["van-lang"]


def with_open_set(words="các sở liên quan"):
    """Return a plan whose lead works with a set that nobody has named."""
    lead = item("1", "sgd", schedule=before(11, 1), counts=("classes",))
    return plan(evolve(lead, partners=(Partner(selector=Open(words)),)))


def test_r18_an_open_set_is_waived_until_it_is_named(store):
    """Named, its members owe their part like everybody else."""
    flow = issued(store, with_open_set())
    task = the(flow, "1", "sgd").id
    waived(flow, task, "các sở liên quan")
    unnamed = absentees(flow, task)
    flow.do(NameMembers("p", "1", ("stc",)), by=STP, at=AT)

    assert {"các sở liên quan": ("unnamed", "sgd")} == unnamed
    assert {"stc": ("not-due", "")} == absentees(flow, task)


@pytest.mark.parametrize(
    ("absent", "why"),
    [(("van-lang",), " "), (("bac-son",), "lũ"), ((), "lũ"), (("van-lang", "nobody"), "lũ")],
)
def test_r18_only_who_is_absent_is_waived_and_with_a_reason(flow, lead, absent, why):
    assert "R18" == refusal(flow, c.Waive(lead, absent, why), SGD).rule


def test_r18_whoever_has_reported_is_not_waived(flow, lead):
    reported(flow, "1", "van-lang")

    found = refusal(flow, c.Waive(lead, ("van-lang",), "lũ"), SGD)

    assert "van-lang" in found.text("vi")


def test_r03_only_the_receiver_waives(flow, lead):
    """Neither who is absent, nor the agency, nor a superior."""
    for one in ("van-lang", "stp", "ubnd"):
        with pytest.raises(NotAuthorisedError):
            flow.do(c.Waive(lead, ("van-lang",), "lũ"), by=clerk(one), at=AT)


def test_r18_what_the_report_waives_itself_goes_before(flow, lead):
    """Waived ahead and again in the report: one absentee, once."""
    waived(flow, lead, "van-lang")
    command = c.Report(lead, waive={"van-lang": "vẫn mất liên lạc", "trang-dinh": "lũ"})

    report = flow.do(command, by=SGD, at=AT).task.standing.reports[-1]

    assert [("trang-dinh", "sgd"), ("van-lang", "sgd")] == [
        (one.holder, one.waived_by) for one in report.absentees
    ]


def test_r18_a_waiver_tells_by_whom_and_why_and_the_reason_can_be_erased(flow):
    """The report above says it in words; erased, it still says who."""
    top = the(flow, "R.2", "stp").id
    hoa = clerk("stp", "hoa")
    waived(flow, top, "van-lang", why="chị Lan\nbáo mất liên lạc", by_whom=hoa)
    flow.do(c.Report(top, waive={"bac-son": "anh Ba ốm"}), by=hoa, at=moment(12, 1))
    text = report_text(flow.view("p", at=moment(12, 1)))
    flow.erase("hoa")
    erased = report_text(flow.view("p", at=moment(12, 1)))

    told = "stp đồng ý tổng hợp không chờ đơn vị này"
    assert f"{told}, lý do: chị Lan báo mất liên lạc" in text
    assert f"{told}, lý do: anh Ba ốm" in text
    assert (True, False, False) == tuple(words in erased for words in (told, "chị Lan", "anh Ba"))
    assert "Lan" not in dumps(flow.task(top).standing)
    assert flow.verify().is_sound


def test_r18_a_waiver_of_earlier_databases_names_no_unit(flow):
    """They kept that somebody was waived, not by whom; the report says so much."""
    top = the(flow, "R.2", "stp").id
    flow.do(c.Report(top, waive={"van-lang": "lũ"}), by=STP, at=moment(12, 1))
    view = flow.view("p", at=moment(12, 1))
    task = view.tasks[top]
    report = task.standing.reports[-1]
    absent = tuple(evolve(each, waived_by="") for each in report.absentees)
    standing = evolve(task.standing, reports=(evolve(report, absentees=absent),))
    tasks = {**view.tasks, top: evolve(task, standing=standing)}

    assert "tổng hợp không chờ đơn vị này" in report_text(evolve(view, tasks=tasks))
    assert "stp đồng ý" not in report_text(evolve(view, tasks=tasks))


def test_r02_a_waiver_and_a_report_at_the_same_moment_do_not_both_win(tmp_path):
    """Between the receiver's look and its word the unit reports: the waiver is refused."""
    stores = [SqliteStore(tmp_path / "p.db", synchronous="off") for _ in range(2)]
    flow, other = issued(stores[0]), flow_on(stores[1])
    task, child = the(flow, "1", "sgd").id, the(flow, "1", "van-lang").id
    look, raced = stores[0].feeding, threading.Event()

    def feeding(above):
        found = look(above)
        if not raced.is_set():
            raced.set()
            other.do(c.Report(child), by=clerk("van-lang"), at=AT)
        return found

    stores[0].feeding = feeding
    try:
        with pytest.raises(RuleViolatedError, match="R18"):
            flow.do(c.Waive(task, ("van-lang",), "lũ"), by=SGD, at=AT)
        assert () == flow.task(task).standing.waivers
    finally:
        for each in stores:
            each.close()


def test_r18_a_waiver_in_the_issuers_name_tells_the_agency(store):
    """Person and unit stay apart: the agency waived it."""
    flow = issued(store, plan(item("1", "board", "sgd", schedule=before(11, 1))))
    task = the(flow, "1", "board").id
    waived(flow, task, "sgd", by_whom=STP)

    assert {"sgd": ("not-due", "stp")} == absentees(flow, task)


# ── a unit that has closed ───────────────────────────────────────────────────


def test_r18_a_unit_that_has_closed_is_named_as_such(store):
    """Văn Lãng ceased to exist on 30 June: after that it is not late, it is no more."""
    units = [evolve(u, valid_to=day(6, 30)) if u.id == "van-lang" else u for u in province()]
    flow = issued(store, directory=Directory(units))
    task = the(flow, "1", "sgd").id

    found = [absentees(flow, task, moment(*on))["van-lang"][0] for on in ((6, 30), (12, 1))]
    report = reported(flow, "1", "sgd", moment(12, 1)).standing.reports[-1]

    assert ["not-due", "unit-closed"] == found
    assert {"trang-dinh": "late", "van-lang": "unit-closed"} == {
        one.holder: one.reason for one in report.absentees
    }
    assert "đơn vị đã chấm dứt hoạt động" in report_text(flow.view("p", at=moment(12, 1)))


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing(state="withdrawn"), "withdrawn"),
        (Standing(state="withdrawn", has_declined=True), "declined"),
        (Standing(state="suspended"), "unit-closed"),
        (Standing(state="in_progress", reports=(version(),), returned=1), "unit-closed"),
    ],
)
def test_r18_what_was_decided_before_a_unit_closed_stays_the_reason(standing, reason):
    """Withdrawn and declined go before; what it still owed, it cannot give any more."""
    assert reason == absence_reason(bare_task(standing), AT, is_closed=True)
