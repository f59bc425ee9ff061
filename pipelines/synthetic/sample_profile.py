"""Facts behind the committed sample: real provinces, fields and centres, and the headings of each layout.

Only public facts stand here (names, codes, national sums of the AY2566 outcomes that OVEC published); every
figure of a college is drawn in `sample_draws`. A test compares the facts with the seeds of `dbt_project`.
"""

from __future__ import annotations

from typing import NamedTuple

SYNTHETIC = "ข้อมูลสังเคราะห์ (SYNTHETIC DATA) ไม่ใช่ข้อมูลจริง"

VOC_CERT, HIGH_VOC_CERT, BACHELOR = "ปวช.", "ปวส.", "ป.ตรี"
LEVEL_CODES = {VOC_CERT: "voc_cert", HIGH_VOC_CERT: "high_voc_cert", BACHELOR: "bachelor"}
OWNERSHIP_LABELS = {"public": "รัฐ", "private": "เอกชน"}

NORTH, CENTRAL, NORTHEAST, SOUTH = "ภาคเหนือ", "ภาคกลาง", "ภาคตะวันออกเฉียงเหนือ", "ภาคใต้"
EAST = "ภาคตะวันออกและกรุงเทพมหานคร"


class Province(NamedTuple):
    """A real province with OVEC's region and the coordinates of its capital."""

    code: str
    name_th: str
    region_th: str
    latitude: float
    longitude: float


PROVINCES = (
    Province("10", "กรุงเทพมหานคร", EAST, 13.75, 100.516667),
    Province("11", "สมุทรปราการ", CENTRAL, 13.6004, 100.5964),
    Province("73", "นครปฐม", EAST, 13.819444, 100.058056),
    Province("14", "พระนครศรีอยุธยา", CENTRAL, 14.359359, 100.576145),
    Province("19", "สระบุรี", CENTRAL, 14.528611, 100.911389),
    Province("20", "ชลบุรี", EAST, 13.361111, 100.985),
    Province("21", "ระยอง", EAST, 12.674167, 101.278889),
    Province("30", "นครราชสีมา", NORTHEAST, 14.973611, 102.083056),
    Province("34", "อุบลราชธานี", NORTHEAST, 15.228056, 104.859444),
    Province("40", "ขอนแก่น", NORTHEAST, 16.4297, 102.8297),
    Province("41", "อุดรธานี", NORTHEAST, 17.4253, 102.7902),
    Province("50", "เชียงใหม่", NORTH, 18.788889, 98.983333),
    Province("57", "เชียงราย", NORTH, 19.909444, 99.8275),
    Province("60", "นครสวรรค์", NORTH, 15.713333, 100.135278),
    Province("65", "พิษณุโลก", NORTH, 16.815833, 100.263611),
    Province("70", "ราชบุรี", CENTRAL, 13.536667, 99.816944),
    Province("80", "นครศรีธรรมราช", SOUTH, 8.436257, 99.962971),
    Province("83", "ภูเก็ต", SOUTH, 7.888056, 98.3975),
    Province("84", "สุราษฎร์ธานี", SOUTH, 9.139722, 99.330556),
    Province("90", "สงขลา", SOUTH, 7.206111, 100.596667),
)

INDUSTRY, COMMERCE, TOURISM = "อุตสาหกรรม", "พาณิชยกรรม/บริหารธุรกิจ", "อุตสาหกรรมท่องเที่ยว"
COMPUTING, HOME_ECONOMICS = "เทคโนโลยีสารสนเทศและการสื่อสาร", "คหกรรม"
ARTS, AGRICULTURE = "ศิลปกรรม", "เกษตรกรรม"


class Field(NamedTuple):
    """A field of the AY2566 outcomes with its national sums: graduates, then the seven outcomes."""

    level: str
    subject_type_th: str
    field_th: str
    graduates: int
    further_study: int
    seeking: int
    work_state_enterprise: int
    work_government: int
    work_private: int
    self_employed: int
    other: int


FIELDS = (
    Field(VOC_CERT, INDUSTRY, "ช่างยนต์", 24257, 11020, 1495, 9, 41, 617, 3454, 471),
    Field(VOC_CERT, COMMERCE, "คอมพิวเตอร์ธุรกิจ", 22775, 11496, 1217, 12, 32, 685, 2378, 588),
    Field(VOC_CERT, INDUSTRY, "ช่างไฟฟ้ากำลัง", 17488, 10656, 790, 23, 30, 339, 1427, 167),
    Field(VOC_CERT, COMMERCE, "การบัญชี", 15553, 9135, 727, 24, 24, 453, 1322, 236),
    Field(VOC_CERT, INDUSTRY, "ช่างกลโรงงาน", 7533, 4927, 430, 3, 3, 217, 580, 83),
    Field(VOC_CERT, INDUSTRY, "ช่างอิเล็กทรอนิกส์", 6950, 4285, 394, 5, 13, 175, 698, 122),
    Field(VOC_CERT, COMMERCE, "การตลาด", 6722, 3931, 365, 6, 8, 284, 571, 108),
    Field(VOC_CERT, AGRICULTURE, "เกษตรศาสตร์", 4371, 1013, 134, 5, 27, 42, 1174, 823),
    Field(VOC_CERT, TOURISM, "การโรงแรม", 3555, 1958, 206, 2, 4, 146, 363, 76),
    Field(VOC_CERT, INDUSTRY, "ช่างก่อสร้าง", 3461, 2441, 121, 4, 7, 40, 241, 69),
    Field(VOC_CERT, COMPUTING, "เทคโนโลยีสารสนเทศ", 3089, 2075, 176, 1, 3, 45, 299, 31),
    Field(VOC_CERT, HOME_ECONOMICS, "อาหารและโภชนาการ", 2895, 1976, 185, 0, 2, 58, 227, 69),
    Field(VOC_CERT, ARTS, "คอมพิวเตอร์กราฟิก", 2519, 1585, 91, 2, 0, 37, 183, 19),
    Field(VOC_CERT, COMMERCE, "ธุรกิจค้าปลีก", 2033, 1112, 96, 11, 1, 239, 149, 25),
    Field(VOC_CERT, TOURISM, "การท่องเที่ยว", 1179, 734, 67, 0, 1, 26, 132, 25),
    Field(HIGH_VOC_CERT, INDUSTRY, "ไฟฟ้า", 17992, 3022, 2403, 345, 348, 2692, 4035, 641),
    Field(HIGH_VOC_CERT, COMMERCE, "การบัญชี", 17659, 4949, 1936, 154, 537, 2632, 3241, 582),
    Field(HIGH_VOC_CERT, INDUSTRY, "เทคนิคเครื่องกล", 17047, 2285, 2184, 81, 290, 3000, 3761, 794),
    Field(HIGH_VOC_CERT, COMMERCE, "เทคโนโลยีธุรกิจดิจิทัล", 15611, 3173, 1964, 112, 354, 2212, 3066, 765),
    Field(HIGH_VOC_CERT, INDUSTRY, "เทคนิคการผลิต", 7651, 1205, 1126, 67, 102, 1478, 1476, 297),
    Field(HIGH_VOC_CERT, COMMERCE, "การตลาด", 6889, 1816, 715, 58, 95, 1140, 1224, 218),
    Field(HIGH_VOC_CERT, INDUSTRY, "อิเล็กทรอนิกส์", 5239, 951, 784, 50, 73, 868, 1187, 208),
    Field(HIGH_VOC_CERT, COMMERCE, "การจัดการโลจิสติกส์และซัพพลายเชน", 4979, 1365, 558, 41, 30, 987, 872, 251),
    Field(HIGH_VOC_CERT, COMPUTING, "เทคโนโลยีสารสนเทศ", 3036, 949, 448, 23, 50, 245, 727, 91),
    Field(HIGH_VOC_CERT, INDUSTRY, "ช่างก่อสร้าง", 3024, 707, 351, 15, 200, 318, 630, 155),
    Field(HIGH_VOC_CERT, TOURISM, "การโรงแรม", 2429, 689, 277, 19, 8, 411, 524, 160),
    Field(HIGH_VOC_CERT, HOME_ECONOMICS, "อาหารและโภชนาการ", 2401, 657, 317, 4, 11, 327, 567, 166),
    Field(HIGH_VOC_CERT, INDUSTRY, "เมคคาทรอนิกส์และหุ่นยนต์", 1492, 411, 255, 9, 18, 280, 145, 30),
    Field(HIGH_VOC_CERT, AGRICULTURE, "สัตวศาสตร์", 1150, 277, 71, 4, 72, 69, 294, 59),
    Field(HIGH_VOC_CERT, AGRICULTURE, "พืชศาสตร์", 800, 222, 58, 10, 35, 32, 215, 58),
    Field(HIGH_VOC_CERT, TOURISM, "การท่องเที่ยว", 799, 296, 52, 1, 7, 93, 203, 37),
    Field(BACHELOR, INDUSTRY, "เทคโนโลยีไฟฟ้า", 750, 0, 75, 48, 49, 203, 126, 33),
    Field(BACHELOR, COMMERCE, "การบัญชี", 629, 2, 63, 4, 108, 136, 88, 31),
    Field(BACHELOR, INDUSTRY, "เทคโนโลยียานยนต์", 567, 2, 72, 3, 9, 192, 116, 31),
)

HOTEL_AS_COMMERCE = Field(VOC_CERT, COMMERCE, "การโรงแรม", 3555, 1958, 206, 2, 4, 146, 363, 76)
"""The trap of AY2566: one field under two subject types, side by side in one college."""

UNLISTED_FIELDS = (
    Field(VOC_CERT, INDUSTRY, "ช่างยนตร์ไฟฟ้า", 533, 323, 31, 0, 0, 18, 73, 8),
    Field(HIGH_VOC_CERT, INDUSTRY, "เทคนิคโดรนตัวอย่าง", 208, 41, 30, 1, 0, 24, 22, 15),
)
"""Names that are in no list of fields, so that `unmapped_names` has rows."""


class Kind(NamedTuple):
    """A kind of college and the subject types it teaches in the sample."""

    ownership: str
    name_th: str
    subject_types: tuple[str, ...]


PUBLIC_KINDS = (
    Kind("public", "วิทยาลัยเทคนิค", (INDUSTRY, COMMERCE, COMPUTING)),
    Kind("public", "วิทยาลัยอาชีวศึกษา", (COMMERCE, TOURISM, HOME_ECONOMICS, ARTS, COMPUTING)),
    Kind("public", "วิทยาลัยการอาชีพ", (INDUSTRY, COMMERCE)),
    Kind("public", "วิทยาลัยเกษตรและเทคโนโลยี", (AGRICULTURE, COMMERCE)),
    Kind("public", "วิทยาลัยสารพัดช่าง", (INDUSTRY, HOME_ECONOMICS, TOURISM)),
)
PRIVATE_KIND = Kind("private", "วิทยาลัยเทคโนโลยี", (COMMERCE, INDUSTRY, TOURISM))


class Centre(NamedTuple):
    """A real CVM centre; that its own college belongs to it is a fact, every other member is made up."""

    centre_id: str
    field_th: str
    college_code: str
    college_name_th: str
    province_name: str

    @property
    def label(self) -> str:
        """The text of the drop-down."""
        return f"{self.centre_id} {self.field_th} – {self.college_name_th}"


CENTRES = (
    Centre("2564-01", "เทคนิคเครื่องกล", "1324016101", "วิทยาลัยเทคนิคฉะเชิงเทรา", "ฉะเชิงเทรา"),
    Centre("2564-06", "การโรงแรม", "1383016201", "วิทยาลัยอาชีวศึกษาภูเก็ต", "ภูเก็ต"),
    Centre("2564-12", "การจัดการโลจิสติกส์และซัพพลายเชน", "1341016201", "วิทยาลัยอาชีวศึกษาอุดรธานี", "อุดรธานี"),
    Centre("2565-03", "ไฟฟ้า", "1319016101", "วิทยาลัยเทคนิคสระบุรี", "สระบุรี"),
    Centre("2566-06", "การตลาด", "1310226201", "วิทยาลัยพณิชยการธนบุรี", "กรุงเทพมหานคร"),
    Centre("2566-07", "การบัญชี", "1310246201", "วิทยาลัยพณิชยการเชตุพน", "กรุงเทพมหานคร"),
)

TIER_LABELS = {
    "cvm": "ศูนย์ CVM",
    "excellent": "กลุ่มความเป็นเลิศและเชี่ยวชาญเฉพาะ (Excellent Center)",
    "expert": "กลุ่มเชี่ยวชาญเฉพาะ (Expert)",
    "standard": "กลุ่มทั่วไป (Standard)",
}
