"""Every choice of ours behind the made-up drop, in one place. All of it is ASSUMED; nothing here is a fact.

Facts (numbers of colleges, their sizes, fields, outcomes) stand in `reference/`. Where a figure here is changed, no
other file need be.
"""

from __future__ import annotations

LATEST_YEAR_BE = 2567
"""The newest academic year of graduates: the year whose three rounds the calendar holds."""

SAMPLE_LARGEST = 60
"""The small scale takes one college of every shape of files, none with more graduates than that a year."""
PROVINCE_CODE = "30"
"""The province of the middle scale: large, with public and private colleges."""

# the world: colleges and what they teach ----------------------------------------------------------------------------
PUBLIC_KINDS = {
    "วิทยาลัยเทคนิค": 0.27,
    "วิทยาลัยการอาชีพ": 0.36,
    "วิทยาลัยอาชีวศึกษา": 0.10,
    "วิทยาลัยเกษตรและเทคโนโลยี": 0.11,
    "วิทยาลัยสารพัดช่าง": 0.13,
    "วิทยาลัยประมง": 0.03,
}
PRIVATE_KINDS = {"วิทยาลัยเทคโนโลยี": 0.8, "วิทยาลัยอาชีวศึกษา": 0.2}
SHORT_KINDS = {
    "วิทยาลัยเทคนิค": "วท.",
    "วิทยาลัยการอาชีพ": "วก.",
    "วิทยาลัยอาชีวศึกษา": "วอศ.",
    "วิทยาลัยเกษตรและเทคโนโลยี": "วษท.",
    "วิทยาลัยประมง": "วป.",
}
KIND_SUBJECTS = {
    "วิทยาลัยเทคนิค": ("อุตสาหกรรม", "พาณิชยกรรม/บริหารธุรกิจ", "เทคโนโลยีสารสนเทศและการสื่อสาร"),
    "วิทยาลัยการอาชีพ": ("อุตสาหกรรม", "พาณิชยกรรม/บริหารธุรกิจ"),
    "วิทยาลัยอาชีวศึกษา": ("พาณิชยกรรม/บริหารธุรกิจ", "อุตสาหกรรมท่องเที่ยว", "คหกรรม", "ศิลปกรรม"),
    "วิทยาลัยเกษตรและเทคโนโลยี": ("เกษตรกรรม", "พาณิชยกรรม/บริหารธุรกิจ"),
    "วิทยาลัยสารพัดช่าง": ("อุตสาหกรรม", "คหกรรม", "พาณิชยกรรม/บริหารธุรกิจ"),
    "วิทยาลัยประมง": ("ประมง", "เกษตรกรรม", "อุตสาหกรรม"),
    "วิทยาลัยเทคโนโลยี": ("พาณิชยกรรม/บริหารธุรกิจ", "อุตสาหกรรม", "อุตสาหกรรมท่องเที่ยว"),
}
FOREIGN_SUBJECT_WEIGHT = 0.12
"""How much less likely a college teaches a field outside the subject types of its kind."""
HAS_INSTITUTE = 0.45
"""Share of public colleges that belong to an institute; only they have bachelor learners."""
BALANCING_PASSES = 12
NOBODY_FOLLOWED = {"public": 0.045, "private": 0.405}
EVERYBODY_FOLLOWED = {"public": 0.36, "private": 0.285}
"""Shares of colleges that follow nobody and everybody: together about 186 and 269 of 836."""
FOLLOW_SWAPS = 6000
YEAR_SWING = 0.12
"""Graduates of an earlier year differ from the latest by up to this share either way."""

# people -------------------------------------------------------------------------------------------------------------
FEMALE_BY_SUBJECT = {
    "อุตสาหกรรม": 0.09,
    "พาณิชยกรรม/บริหารธุรกิจ": 0.74,
    "คหกรรม": 0.72,
    "อุตสาหกรรมท่องเที่ยว": 0.68,
    "เกษตรกรรม": 0.45,
}
FEMALE = 0.5
NATIONAL_ID = {"valid": 0.965, "missing": 0.02, "foreign": 0.01, "wrong": 0.005}
STUDENT_ID_MISSING = 0.004
HAS_PHONE, HAS_EMAIL, HAS_LINE = 0.86, 0.42, 0.55
STUDY_SYSTEMS = {"ปวช.": {"regular": 0.88, "dual": 0.11, "non_formal": 0.01},
                 "ปวส.": {"regular": 0.72, "dual": 0.25, "non_formal": 0.03},
                 "ป.ตรี": {"regular": 0.45, "dual": 0.55, "non_formal": 0.0}}  # fmt: skip
STUDY_SYSTEM_MISSING = 0.01
SAME_PERSON_TWICE = 0.0004
"""Graduates who stand in the roster of one level under two student numbers."""
TERMS = {"2": 0.93, "1": 0.05, "3": 0.02}
TERM_MISSING, GRADUATED_ON_MISSING = 0.02, 0.03
A_YEAR_OLDER = 0.25
AGE_AT_GRADUATION = {"ปวช.": 18, "ปวส.": 20, "ป.ตรี": 22}

# following up -------------------------------------------------------------------------------------------------------
OF_STUDYING_ALSO_WORKING = {"ปวช.": 0.03, "ปวส.": 0.12, "ป.ตรี": 0.2}
OF_SEEKING_WAITING = 0.62
OF_OTHER = {"military": 0.45, "ordained": 0.08, "ill": 0.06, "deceased": 0.02, "other": 0.39}
FIRST_REACHED = {1: 0.72, 2: 0.17, 3: 0.11}
UNREACHED_IS_RECORDED = 0.75
NEVER_REACHED_IS_RECORDED = 0.6
LOST_IN_ROUND = 0.03
"""Share of those reached before whom a later round does not reach."""
SKIPS_ROUND = {1: 0.04, 2: 0.10, 3: 0.0}
FOLLOWS_NOBODY_BUT_REPORTS = 0.4
EARLIER = {
    "employed": {"employed": 0.80, "waiting": 0.13, "unemployed": 0.04, "self_employed": 0.02, "studying": 0.01},
    "self_employed": {"self_employed": 0.78, "waiting": 0.12, "unemployed": 0.05, "employed": 0.05},
    "studying": {"studying": 0.93, "waiting": 0.05, "unemployed": 0.02},
    "employed_studying": {"employed_studying": 0.7, "studying": 0.2, "employed": 0.1},
    "waiting": {"waiting": 0.90, "unemployed": 0.06, "employed": 0.04},
    "unemployed": {"unemployed": 0.75, "waiting": 0.20, "employed": 0.05},
    "military": {"military": 0.7, "waiting": 0.3},
    "ordained": {"ordained": 0.6, "waiting": 0.4},
    "ill": {"ill": 0.9, "waiting": 0.1},
    "deceased": {"waiting": 0.5, "employed": 0.3, "studying": 0.2},
    "other": {"other": 0.8, "waiting": 0.2},
}
"""What somebody was in the round before, by what they are now."""
MATCHES_FIELD = {"ปวช.": 0.62, "ปวส.": 0.71, "ป.ตรี": 0.8}
STUDY_MATCHES_FIELD = 0.83
INCOME = {"ปวช.": 9500, "ปวส.": 12000, "ป.ตรี": 15500}
INCOME_SPREAD = 6000
INCOME_GIVEN, INCOME_AS_BAND = 0.9, 0.35
INCOME_BANDS = ((9000, "ต่ำกว่า 9,000"), (15000, "9,001 - 15,000"), (25000, "15,001 - 25,000"), (0, "25,000 ขึ้นไป"))
WORKS_IN_OWN_PROVINCE = 0.7
WORK_CENTRES = {"10": 0.4, "20": 0.18, "21": 0.12, "11": 0.12, "13": 0.1, "14": 0.08}
"""Where those work who leave their province."""
WORKS_ABROAD = 0.004
EMPLOYERS = 400
STUDIES_ON_HERE = {"ปวช.": 0.6, "ปวส.": 0.1, "ป.ตรี": 0.0}
COUNTRIES = {"JP": 0.4, "KR": 0.25, "DE": 0.15, "LA": 0.2}
ESTABLISHMENT_ID_GIVEN = 0.25
RECORDED_ON_MISSING, RECORDED_LATE = 0.02, 0.03
CONTACTED_VIA = {"phone": 0.48, "line": 0.3, "facebook": 0.1, "form": 0.07, "visit": 0.04, "other": 0.01}

# learners and surveys -----------------------------------------------------------------------------------------------
SILENT = 1
"""Colleges that send nothing at all: the smallest of the country."""
LEAVES_WITHOUT_GRADUATING = 0.08
LEAVERS_LATE = 0.35
"""Share of them who are still enrolled in the year in which they would have graduated."""
PROFILE_UPDATED, PROFILE_LATE = 0.7, 0.04
STATUSES_OF_GRADUATES = {"graduated": 0.6, "studying": 0.4}
STATUSES_OF_LEAVERS = {"studying": 0.5, "withdrawn": 0.2, "dropped_out": 0.2, "on_leave": 0.05, "dismissed": 0.05}
LEAVES_EARLY = {"ปวช.": (0.12, 0.5), "ปวส.": (0.38,), "ป.ตรี": (0.3,)}
"""Learners in a year of study who leave before the last one, per graduate of their cohort; the year before the last
first. They bring the learners of the whole country to about the 870,000 of the enrolment of AY2568."""
BEYOND_COURSE = 0.1
"""Of those who leave late, the share written down with a year of study beyond the course."""
SURVEYS = 0.75
SURVEYED = 0.8
INTENDED = {
    "study": {"study": 0.85, "work": 0.06, "undecided": 0.09},
    "work": {"work": 0.6, "study": 0.2, "self_employ": 0.08, "work_study": 0.05, "undecided": 0.07},
    "both": {"work_study": 0.55, "study": 0.3, "work": 0.15},
    "self": {"self_employ": 0.45, "work": 0.35, "study": 0.1, "undecided": 0.1},
    "other": {"undecided": 0.3, "work": 0.3, "study": 0.2, "military": 0.15, "other": 0.05},
}
"""What somebody meant to do, by what became of them."""
EXPECTED_NAMED = 0.8
CONFIRMS = {1: 0.9, 2: 0.85, 3: 0.93}
CONFIRMS_LATE = 0.08
PRINTS, PRINTS_EARLY = 0.8, 0.03
FIGURES_DIFFER = 0.05
CONFIRMS_EMPTY = 0.3
"""Share of the colleges without any follow-up that confirm a round all the same."""

# establishments and demand ------------------------------------------------------------------------------------------
JURISTIC, OFFICE_OF_THE_STATE = "0999", "09949"
"""Made-up juristic and tax numbers begin so. No registry gives out 0999…, and the tax numbers of government offices
begin 09940…; the check digits are right, so that the numbers pass as those of real establishments do."""
NATURAL_PERSONS, TEACHERS = 6_000, 0
"""Where the numbers of the people who are establishments, and of the teachers, begin among those of a college."""
ESTABLISHMENTS_OF_A_COLLEGE, ESTABLISHMENTS_PER_GRADUATE = 18, 0.312
"""An establishment is registered by the one college that reports it: together about 100,000."""
ESTABLISHMENT_KINDS = {
    "company": 0.862, "individual": 0.045, "government": 0.03, "community": 0.025, "foreign": 0.012,
    "state_enterprise": 0.01, "education": 0.01, "professional_body": 0.006,
}  # fmt: skip
WITHOUT_ESTABLISHMENT_ID = 0.01
"""Share of the companies that nobody has a number of: known by name and province alone."""
SIZES = {"micro": (0.42, 1, 5), "small": (0.38, 6, 50), "medium": (0.14, 51, 200), "large": (0.06, 201, 1500)}
"""Share of the establishments of a size, and the fewest and most people who work there."""
EMPLOYEES_TOLD, SIZE_DISAGREES = 0.8, 0.01
INDUSTRIES = {
    "อุตสาหกรรม": (("29309", "1"), ("26104", "2"), ("28199", "6"), ("43210", None)),
    "พาณิชยกรรม/บริหารธุรกิจ": (("47190", None), ("69200", None), ("52292", "7"), ("62012", "9")),
    "เทคโนโลยีสารสนเทศและการสื่อสาร": (("62012", "9"), ("61201", "9")),
    "อุตสาหกรรมท่องเที่ยว": (("55101", "3"), ("79110", "3")),
    "คหกรรม": (("56101", "5"), ("10799", "5"), ("14111", None)),
    "เกษตรกรรม": (("01199", "4"), ("01411", "4"), ("10139", "5")),
    "ประมง": (("03111", "4"), ("10201", "5")),
}
OTHER_INDUSTRIES = (("74109", None), ("86101", "10"), ("19209", "8"))
"""Code of the kind of business and number of the target industry, by the subject type that its people come from."""
INDUSTRY_TOLD = 0.9
HAS_CONTACT_PERSON, UPDATED = 0.75, 0.6
SAME_NAME_TWICE = 0.002
"""Share of the companies that a college registers a second time, under another number."""

DEMANDS_OF_AN_ESTABLISHMENT = {0: 0.05, 1: 0.1, 2: 0.15, 3: 0.2, 4: 0.25, 5: 0.25}
DEMAND_KINDS = {"job": 0.5, "internship": 0.3, "dual": 0.13, "teacher_placement": 0.07}
DEMANDS_ELSEWHERE = 0.05
"""What a college reports of establishments that another college of the province registered, per demand of its own."""
HEADCOUNT = {
    "micro": {0: 0.08, 1: 0.72, 2: 0.2},
    "small": {0: 0.05, 1: 0.5, 2: 0.3, 3: 0.15},
    "medium": {0: 0.04, 1: 0.25, 2: 0.35, 4: 0.26, 6: 0.1},
    "large": {0: 0.03, 2: 0.3, 4: 0.3, 8: 0.25, 15: 0.09, 30: 0.03},
}
WAGE_TOLD = {"job": 0.85, "dual": 0.6, "internship": 0.15, "teacher_placement": 0.0}
WAGE_OF_LEARNERS = 9_000
WITHOUT_NUMBER = 0.003
"""Share of the rows that name a registered establishment by name and province alone."""
COMPETENCY_TOLD = 0.25
COMPETENCIES = ("อ่านแบบและใช้เครื่องมือวัด", "สื่อสารภาษาอังกฤษ", "ใช้โปรแกรมสำนักงาน", "ทำงานเป็นทีม", "ความปลอดภัยในการทำงาน")

POSTINGS_PER_GRADUATE = 0.08
POSTINGS_FOR_INTERNS = 0.25
POSTING_CLOSES, POSTING_OPEN_DAYS = 0.8, 60
OPENINGS = {1: 0.4, 2: 0.3, 3: 0.15, 5: 0.1, 10: 0.05}
FILLED_TOLD, FILLED_ABOVE_OPENINGS = 0.7, 0.01

AGREES = 0.2
"""Share of the establishments with which the college that registered them has an agreement."""
AGREEMENT_IS_DUAL, AGREEMENT_IS_MOA = 0.45, 0.2
AGREEMENT_YEARS = {None: 0.3, 1: 0.1, 2: 0.2, 3: 0.25, 5: 0.14, 12: 0.01}
"""For how many years; None is without an end."""
SIGNED_YEARS_BEFORE = 4
SEVERAL_FIELDS = 0.06
"""Share of the agreements whose fields stand in one cell."""
SEATS = {2: 0.2, 4: 0.25, 6: 0.2, 10: 0.25, 20: 0.1}

EXPERTS_KNOWN = 0.2
"""Share of the establishments of which experts and trainers are counted."""

# placements ---------------------------------------------------------------------------------------------------------
PLACED = {"regular": 0.4, "dual": 0.85, "non_formal": 0.0}
"""Share of the learners in their last year who are placed, by their study system."""
PLACEMENT_DAYS, IN_FIRST_TERM = {"internship": 110, "dual": 290}, 0.5
SITE_CHECKED, TRAINED_IN_SAFETY, TRAINED_WITHOUT_DATE, ORIENTED = 0.8, 0.93, 0.04, 0.94
AFTER_THE_START = 0.02
"""Share of the dates of training and orientation that lie after the first day."""
VISITS = {0: 0.04, 1: 0.26, 2: 0.45, 3: 0.25}
INCIDENT, COMPLAINT, COMPLAINT_SOLVED = 0.006, 0.01, 0.8
COMPLETES = {"yes": 0.95, "no": 0.03, None: 0.02}

# curricula, teachers and tests --------------------------------------------------------------------------------------
UNITS_OF_A_FIELD = 6
UNIT_TAUGHT, EMPLOYERS_ASKED = 0.82, (20, 60)
REVISED = {"ปวช.": (2562, 2565), "ปวส.": (2563, 2564)}
"""Year of the curriculum that is taught and of its revision, by level; the new one is of 2567 at both."""
BODIES = {"tpqi": 0.55, "dsd": 0.35, "international": 0.1}
INTERNATIONAL_BODIES = ("Example Networking Academy", "Example Office Specialist", "Example Welding Institute")
LEVELS_IN_SCHEME = {"tpqi": (2, 3, 4), "dsd": (1, 2), "international": (None,)}

TEACHERS_PER_GRADUATE = 0.115
TEACHER_KINDS = {"public": {"civil": 0.55, "government_employee": 0.2, "contract": 0.25}, "private": {"private": 1.0}}
IS_VOCATIONAL, IS_SUPERVISOR = 0.84, 0.4
AT_TWO_COLLEGES = 0.03
"""Share of the colleges of which one teacher is listed at a neighbour too."""
PLANNED = {"public": 0.1, "private": 0.02}
"""Share of the vocational teachers with a plan of their own for a placement in the fiscal year."""
PLANNED_ARE_PLACED, PLACED_ARE_TESTED = 0.92, 0.8
TRAINED = 0.3
TOPICS = {"vocational": 0.45, "wbl": 0.3, "digital": 0.2, "other": 0.05}
TRAINING_PASSED = {"passed": 0.93, "failed": 0.04, "pending": 0.03}
TEST_PASSED = {"passed": 0.82, "failed": 0.13, "pending": 0.05}
WORK_REPORT_SENT, WORK_REPORT_LATE, CLIP_TOO_LONG = 0.97, 0.07, 0.04
TEACHER_INCIDENT = 0.004
SKILLS_KNOWN, SKILLS_OF_A_TEACHER = 0.15, 3

COURSES_OF_A_COLLEGE = {"public": {1: 0.3, 2: 0.4, 3: 0.3}, "private": {0: 0.6, 1: 0.4}}
COURSE_WITH_ESTABLISHMENT, COURSE_APPROVED_LATE, COURSE_SMALL = 0.6, 0.03, 0.1
SMALL_GROUPS, CREDITS_BANKED = (5, 1, 0, 6), 0.4
SKILL_KINDS = {"new": 0.4, "up": 0.4, "re": 0.2}
CERTIFIED = {"teacher": 0.09, "learner": 0.06, "graduate": 0.01}
"""Share of the vocational teachers, the learners in their last year and the graduates who are tested."""
NAMED_BY_STUDENT_ID = 0.7
TEST_CENTRES = {"public": 0.35, "private": 0.04}
STAGES = {"licensed": 0.6, "applied": 0.2, "preparing": 0.15, "expired": 0.05}

# the work of colleges -----------------------------------------------------------------------------------------------
ORDERED = {"vcop": 0.93, "follow_up": 0.7}
ORDERED_LATE, MET, MET_BEFORE_ORDER, OFFICE_MISSING = 0.08, 0.92, 0.01, 0.05
HAS_ACTION_PLAN, HAS_COORDINATOR = 0.8, 0.85
OFFICES_FOLLOWING_UP = ("director", "deputy_academic", "head_guidance", "adviser", "head_information")
OTHER_OFFICE = "ผู้ช่วยผู้อำนวยการฝ่ายกิจการนักเรียน"
SELF_ASSESSES, SELF_ASSESSES_CENTRE, SCORE_DISAGREES = 0.95, 0.5, 0.02
INDICATORS = {
    "1": (("1.1", "ผลสัมฤทธิ์"), ("1.2", "การมีงานทำและศึกษาต่อ")),
    "2": (("2.1", "หลักสูตรฐานสมรรถนะ"), ("2.2", "การจัดการเรียนการสอน"), ("2.3", "ครูผู้สอน")),
    "3": (("3.1", "ความร่วมมือในการสร้างสังคมแห่งการเรียนรู้"),),
}
INDICATORS_OF_CENTRES = (("1", "1.1", "การบริหารจัดการศูนย์"), ("2", "2.1", "ความร่วมมือกับสถานประกอบการ"))
ENTERS_PROGRESS, PROGRESS_FALLS = {1: 0.93, 2: 0.88}, 0.01
ISSUES = (("EX-01", "ประเด็นตัวอย่างที่ 1"), ("EX-02", "ประเด็นตัวอย่างที่ 2"), ("EX-03", "ประเด็นตัวอย่างที่ 3"))
"""The office sets the issues of each year; the list of the letter is not known, so these are examples."""
REPORTS_EVENT, REPORTS_EVENT_LATE = 0.9, 0.1

# the work of centres ------------------------------------------------------------------------------------------------
MANNERS = {"good": 0.55, "behind": 0.3, "contradicts": 0.15}
"""How a centre works: all on time and met; plans late or missing and few meetings; or reporting what rows deny."""
TIERS = {"excellent": 0.1, "expert": 0.25}
"""Share of a network's colleges, by their graduates in its field; the others are of the standard tier."""
JOINED_TOLD = 0.7
PLAN_HELD = {"good": 1.0, "behind": 0.85, "contradicts": 0.95}
PLAN_SENT = {"good": 1.0, "behind": 0.55, "contradicts": 1.0}
"""Share of the plans that are there at all, and of these the share that was sent."""
DAYS_TO_SEND = {"good": (5, 20), "behind": (90, 60), "contradicts": (5, 20)}
"""Fewest days from the approval of a plan to its sending, and how many more there may be."""
PLAN_ITEMS = (4, 9)
ITEM_REACHED = {"good": 1.0, "behind": 0.35, "contradicts": 0.85}
MEETINGS = {
    "good": {"board": (2, 3), "directors": (2, 3), "establishments": (2, 4), "workshop": (1, 2)},
    "behind": {"board": (0, 1), "directors": (0, 1), "establishments": (0, 1), "workshop": (0, 0)},
    "contradicts": {"board": (1, 2), "directors": (1, 2), "establishments": (1, 2), "workshop": (0, 1)},
}
"""The fewest and most meetings of a kind in a fiscal year."""
HAS_BOARD = {"good": 1.0, "behind": 0.6, "contradicts": 1.0}
SEATS_OF_A_BOARD = (7, 13)
CHAIR_IS_OF_A_COLLEGE = 0.05
MOST_PUBLISHERS, HAS_ASSETS = 20, {"good": 0.4, "behind": 0.1, "contradicts": 0.25}
"""Share of the largest colleges of a network that publish in the knowledge bank in a year."""
ASSET_IS_ONLINE = 0.8
REPORTS_RESULT = {"good": 1.0, "behind": 0.6, "contradicts": 0.97}
OVERSTATES, OVERSTATED_BY = 0.7, 1.5
"""Share of the results that a contradicting centre overstates, and by how much."""
RECOMMENDATIONS = {"good": (2, 4), "behind": (0, 1), "contradicts": (1, 3)}
RECOMMENDED = (
    ("ความต้องการกำลังคน", "ขยายความร่วมมือกับสถานประกอบการในสาขาที่ขาดแคลนกำลังคน", "ovec"),
    ("การพัฒนาครู", "จัดสรรทุนฝึกประสบการณ์ในสถานประกอบการแก่ครูทุกสถานศึกษาในเครือข่าย", "ovec"),
    ("การมีงานทำ", "ติดตามผู้สำเร็จการศึกษาให้ครบทุกคนภายในรอบที่สอง", "college"),
    ("มาตรฐานอาชีพ", "เพิ่มศูนย์ประเมินสมรรถนะในจังหวัดที่ยังไม่มี", "network"),
)
RECOMMENDATION_STATUS = {"draft": 0.1, "submitted": 0.45, "accepted": 0.25, "adopted": 0.15, "declined": 0.05}

# how colleges write -------------------------------------------------------------------------------------------------
SHAPES = {
    "template": 0.28,
    "plain": 0.09,
    "office_report": 0.11,
    "thai_digits": 0.07,
    "excel_dates": 0.1,
    "by_level": 0.06,
    "by_name": 0.05,
    "csv_utf8": 0.04,
    "csv_874": 0.04,
    "tsv": 0.02,
    "vcop_xls": 0.07,
    "vcop_csv_874": 0.04,
    "vcop_csv_utf8": 0.03,
}
"""How a college sends its follow-ups; those that send the V-COP report write other sources in another shape."""
VCOP_WITHOUT_ROSTER = 0.4
STUDENTS_AS_CSV = 0.6
INTENTIONS_AS_FORM = 0.7
QUIRKS = {
    "decomposed_am": 0.12,
    "legacy_glyphs": 0.04,
    "doubled_marks": 0.06,
    "marks_in_wrong_order": 0.04,
    "two_e": 0.03,
    "no_break_space": 0.06,
    "trailing_blanks": 0.15,
}
"""Share of the files that have a quirk, and (below) of their cells."""
QUIRK_CELLS = 0.25

# planted faults -----------------------------------------------------------------------------------------------------
FAULTY_ROWS = 0.04
"""Share of the rows of a faulty file that have a fault; at least one, and never so many that the file is held."""
MOST_FAULTY_ROWS = 0.18
HELD_ROWS = 0.45
FILE_FAULTS = {
    "rows": 0.6,
    "duplicate": 0.1,
    "too_many_faults": 0.08,
    "missing_column": 0.06,
    "heading_twice": 0.04,
    "unreadable_file": 0.05,
    "year_conflict": 0.07,
}
"""What is planted into a file that is chosen to be faulty, as far as its source and shape allow."""
