"""Plan B from 2020 to 2025: communes merge, districts are abolished, and nothing is lost.

The six merged communes of December 2024 and their successors are the example's choice; the 65
communes of July 2025 and who went into them are the real list. Told at length, with its data, in
../lang_son/simulate_reform.py; it takes a minute or two.
"""

import sys

from stage import LANG_SON, Stage

sys.path.append(str(LANG_SON))

from simulate_reform import cross, reports


def play(stage: Stage) -> None:
    """Tell it."""
    stage.flow = flow = cross()
    merged, abolished = flow.acts
    for act in (merged, abolished):
        stage.tell(f"{act.document}: {act.ending} units end, {act.owed} tasks open: {act.told}")
        stage.so("every open task is closed, merged or moved", act.lost, 0)
        stage.so("both totals stay", act.keeps_totals)
    stage.so("six communes merge", merged.ending, 6)
    stage.so("eleven districts and 194 communes end", abolished.ending, 205)
    stage.so("district reports for 2024", reports(flow, "district", 2024), (11, 11))
    stage.so("commune reports for 2025", reports(flow, "commune", 2025), (65, 65))
