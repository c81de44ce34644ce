"""Reports: from a solved scenario to a page that an analyst can read."""

import sys
from types import ModuleType
from typing import Any

from detente.report._analyse import analyse as analyse
from detente.report._analyse import default_horizon as default_horizon
from detente.report._briefing import Answered as Answered
from detente.report._briefing import Assumption as Assumption
from detente.report._briefing import Briefing as Briefing
from detente.report._briefing import Course as Course
from detente.report._briefing import Development as Development
from detente.report._briefing import Explanation as Explanation
from detente.report._briefing import Option as Option
from detente.report._briefing import Party as Party
from detente.report._briefing import Quality as Quality
from detente.report._briefing import Settlement as Settlement
from detente.report._briefing import Shift as Shift
from detente.report._briefing import View as View
from detente.report._briefing import Want as Want
from detente.report._briefing import WhatIf as WhatIf
from detente.report._files import write_whole as write_whole
from detente.report._findings import Findings as Findings
from detente.report._findings import Point as Point
from detente.report._findings import Spread as Spread
from detente.report._findings import Summary as Summary
from detente.report._findings import Telling as Telling
from detente.report._material import material_of as material_of
from detente.report._parts import PARTS as PARTS
from detente.report._priors import quantile as quantile
from detente.report._report import report as report
from detente.report._rivals import Rivals as Rivals
from detente.report._save import FORMATS as FORMATS
from detente.report._save import files_of as files_of
from detente.report._save import format_of as format_of
from detente.report._subject import Asked as Asked
from detente.report._subject import Crisis as Crisis
from detente.report._subject import Moment as Moment
from detente.report._subject import Provenance as Provenance
from detente.report._subject import Subject as Subject
from detente.report._subject import subject_of as subject_of
from detente.report.page import SECTIONS as SECTIONS
from detente.report.page import Section as Section
from detente.report.page import render as render
from detente.report.page import sections as sections


class _Room(ModuleType):
    """The room is called as what it is for: ``detente.report(crisis, to="page.html")``."""

    def __call__(self, crisis: Any, *, to: Any, **more: Any) -> Briefing:
        return report(crisis, to=to, **more)


sys.modules[__name__].__class__ = _Room
