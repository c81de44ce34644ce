"""Reports: from a solved scenario to a page that an analyst can read."""

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
from detente.report._priors import quantile as quantile
from detente.report._subject import Asked as Asked
from detente.report._subject import Crisis as Crisis
from detente.report._subject import Moment as Moment
from detente.report._subject import Provenance as Provenance
from detente.report._subject import Subject as Subject
from detente.report._subject import subject_of as subject_of
