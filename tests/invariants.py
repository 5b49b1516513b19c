"""What must hold of any forest, rule by rule: after each step, and at the end.

Each function names its rule and fails with ``AssertionError``. They are written from the rules,
not from the code that they watch: sums, reasons and roles are worked out here once more.
"""

from itertools import chain

from invariants_at_the_end import (
    r08_the_counts_agree,
    r16_consolidated_is_what_the_tops_have_taken,
    r16_live_is_what_the_newest_standing_reports_say,
    r17_what_is_stale_is_shown,
    r18_open_obstacles_are_told,
    r25_the_journal_proves_the_state,
    r26_time_may_be_cut_anywhere,
    r27_what_was_known_earlier_is_told_again,
)
from invariants_of_acts import (
    r01_one_holder_for_ever,
    r02_a_refused_command_leaves_no_trace,
    r03_an_obstacle_lies_with_one_after_the_other,
    r03_only_who_may_changes_anything,
    r03_the_plan_is_commanded_by_its_assigners,
    r04_nobody_approves_its_own,
    r05_a_refusal_names_rule_reason_and_who,
    r06_only_the_requested_decline_and_they_are_never_late,
    r07_a_repeated_command_is_one_event,
    r08_the_last_instant_is_in_time,
    r10_the_same_calendar_moves_nothing,
    r11_what_has_no_date_is_never_overdue,
    r12_continuous_work_is_not_overdue_before_it_closes,
    r13_a_deadline_is_superseded_by_an_event_that_says_so,
    r13_a_deadline_opens_before_it_ends,
    r13_extensions_keep_their_bounds,
    r13_the_first_sending_counts_if_it_is_resent_in_time,
    r14_adopted_dates_need_no_second_adoption,
    r15_what_was_not_read_stays_without_a_date,
)
from invariants_of_record import (
    r25_an_entry_says_who_and_when,
    r26_an_announcement_is_of_what_is_in_force_and_given_once,
    r26_an_obstacle_is_announced_where_it_lies,
    r26_downtime_loses_none,
    r26_what_is_done_or_gone_wakes_nobody,
    r27_a_report_is_sent_when_its_paper_says,
)
from invariants_of_reports import (
    r16_a_correction_is_asked_where_a_return_comes_too_late,
    r16_a_report_takes_all_that_stands_and_nothing_else,
    r16_what_was_reported_above_is_not_returned,
    r16_what_was_returned_leaves_every_open_total,
    r17_consolidated_is_taken_by_every_receiver,
    r17_versions_are_only_added,
    r17_what_was_taken_is_what_was_pinned,
    r18_every_absentee_is_named_with_its_reason,
    r19_a_correction_keeps_what_it_does_not_name,
    r19_a_total_is_the_own_figures_and_what_was_accepted,
    r19_figures_reach_a_task_by_one_path,
    r20_the_order_of_arrival_does_not_matter,
    r22_a_report_speaks_of_its_period,
)

AFTER_EACH_STEP = [
    r01_one_holder_for_ever,
    r02_a_refused_command_leaves_no_trace,
    r03_only_who_may_changes_anything,
    r03_the_plan_is_commanded_by_its_assigners,
    r03_an_obstacle_lies_with_one_after_the_other,
    r04_nobody_approves_its_own,
    r05_a_refusal_names_rule_reason_and_who,
    r06_only_the_requested_decline_and_they_are_never_late,
    r07_a_repeated_command_is_one_event,
    r08_the_last_instant_is_in_time,
    r10_the_same_calendar_moves_nothing,
    r11_what_has_no_date_is_never_overdue,
    r12_continuous_work_is_not_overdue_before_it_closes,
    r13_a_deadline_is_superseded_by_an_event_that_says_so,
    r13_the_first_sending_counts_if_it_is_resent_in_time,
    r13_extensions_keep_their_bounds,
    r13_a_deadline_opens_before_it_ends,
    r14_adopted_dates_need_no_second_adoption,
    r15_what_was_not_read_stays_without_a_date,
    r16_a_report_takes_all_that_stands_and_nothing_else,
    r16_what_was_reported_above_is_not_returned,
    r16_what_was_returned_leaves_every_open_total,
    r16_a_correction_is_asked_where_a_return_comes_too_late,
    r17_versions_are_only_added,
    r17_what_was_taken_is_what_was_pinned,
    r17_consolidated_is_taken_by_every_receiver,
    r18_every_absentee_is_named_with_its_reason,
    r19_a_total_is_the_own_figures_and_what_was_accepted,
    r19_a_correction_keeps_what_it_does_not_name,
    r19_figures_reach_a_task_by_one_path,
    r20_the_order_of_arrival_does_not_matter,
    r22_a_report_speaks_of_its_period,
    r25_an_entry_says_who_and_when,
    r26_what_is_done_or_gone_wakes_nobody,
    r26_an_announcement_is_of_what_is_in_force_and_given_once,
    r26_an_obstacle_is_announced_where_it_lies,
    r26_downtime_loses_none,
    r27_a_report_is_sent_when_its_paper_says,
]

AT_THE_END = [
    r16_live_is_what_the_newest_standing_reports_say,
    r16_consolidated_is_what_the_tops_have_taken,
    r17_what_is_stale_is_shown,
    r18_open_obstacles_are_told,
    r08_the_counts_agree,
    r26_time_may_be_cut_anywhere,
    r27_what_was_known_earlier_is_told_again,
    r25_the_journal_proves_the_state,
]


def hold_every_rule(forest, numbers):
    """Take the steps, hold every rule to each of them, and to the whole at the end.

    An error bears the name of the rule.
    """
    steps = (forest.step(number) for number in numbers)
    checks = ((rule, (step, forest)) for step in steps for rule in AFTER_EACH_STEP)
    at_the_end = ((rule, (forest,)) for rule in AT_THE_END)
    for rule, given in chain(checks, at_the_end):
        try:
            rule(*given)
        except AssertionError as error:
            error.add_note(rule.__name__)
            raise
