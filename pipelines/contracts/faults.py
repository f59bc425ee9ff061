"""The faults that any source can have: code, severity, and what the sender is told, in Thai and English.

Rules of one source alone stand in its contract. Texts may hold `{placeholders}`; the value of a cell is never
one of them, for it may name a person.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.contracts.model import Severity


@dataclass(frozen=True)
class Fault:
    """One kind of fault. `dimension` is one of the seven of the contract standard."""

    code: str
    severity: Severity
    dimension: str
    message_th: str
    message_en: str
    remedy_th: str
    remedy_en: str


_FAULTS = [
    # the file as a whole
    Fault(
        "unreadable_file", "error", "conformity",
        "เปิดไฟล์ไม่ได้ ไฟล์อาจเสียหาย มีรหัสผ่าน หรือนามสกุลไม่ตรงกับชนิดไฟล์ ({detail})",
        "The file cannot be opened: damaged, protected by a password, or not of the kind its name says ({detail})",
        "เปิดไฟล์ใน Excel แล้วบันทึกใหม่เป็น .xlsx หรือ CSV (UTF-8) โดยไม่ตั้งรหัสผ่าน",
        "Open the file in Excel and save it again as .xlsx or CSV (UTF-8), without a password",
    ),
    Fault(
        "cannot_open", "error", "conformity",
        "เปิดไฟล์จากโฟลเดอร์รับไฟล์ไม่ได้ ({detail})",
        "The file cannot be opened in the inbox ({detail})",
        "ปิดโปรแกรมที่เปิดไฟล์นี้อยู่ หรือให้สิทธิ์อ่าน แล้วสั่งใหม่",
        "Close the program that holds the file or allow reading it, and run again",
    ),
    Fault(
        "still_changing", "error", "conformity",
        "ไฟล์ยังเปลี่ยนแปลงอยู่ขณะอ่าน อาจคัดลอกยังไม่เสร็จ",
        "The file changed while it was read; it may still be being copied",
        "รอให้คัดลอกเสร็จ แล้วสั่งใหม่",
        "Wait until it is copied whole, and run again",
    ),
    Fault(
        "unknown_format", "error", "conformity",
        "ไม่รองรับไฟล์นามสกุล {detail}",
        "Files of the kind {detail} are not taken",
        "ส่งเป็น .xlsx .xls .csv .tsv หรือ .parquet",
        "Send .xlsx, .xls, .csv, .tsv or .parquet",
    ),
    Fault(
        "file_too_large", "error", "conformity",
        "ไฟล์ใหญ่เกินกำหนด ({detail})",
        "The file is larger than the limit ({detail})",
        "แบ่งไฟล์ตามระดับหรือห้องเรียน แล้วส่งพร้อมกัน",
        "Split the file by level or class and send the parts together",
    ),
    Fault(
        "macros", "error", "conformity",
        "ไฟล์มีมาโคร จึงไม่รับ",
        "The workbook holds macros and is refused",
        "บันทึกเป็น .xlsx ที่ไม่มีมาโคร",
        "Save it as .xlsx without macros",
    ),
    Fault(
        "external_links", "error", "conformity",
        "ไฟล์มีการเชื่อมโยงไปยังไฟล์อื่น จึงไม่รับ",
        "The workbook links to other files and is refused",
        "คัดลอกแล้ววางเป็นค่า (Paste values) แล้วบันทึกใหม่",
        "Copy and paste the cells as values, then save again",
    ),
    Fault(
        "date_system_1904", "error", "conformity",
        "ไฟล์ใช้ระบบวันที่ 1904 วันที่จะคลาดเคลื่อน 4 ปี",
        "The workbook uses the 1904 date system; its dates would be four years off",
        "ใน Excel ปิด Use 1904 date system แล้วตรวจวันที่ก่อนส่งใหม่",
        "Switch off 'Use 1904 date system' in Excel and check the dates before sending again",
    ),
    Fault(
        "wrong_encoding", "error", "conformity",
        "ไฟล์ข้อความไม่ได้เข้ารหัสแบบ UTF-8 หรือ Windows-874 ({detail})",
        "The text is neither UTF-8 nor Windows-874 ({detail})",
        "ใน Excel เลือกบันทึกเป็น CSV UTF-8 (Comma delimited)",
        "In Excel, save it as CSV UTF-8 (Comma delimited)",
    ),
    Fault(
        "unknown_layout", "error", "conformity",
        "ไม่พบแถวหัวตารางที่รู้จักใน {detail} แถวแรก",
        "No known heading row was found in the first {detail} rows",
        "ใช้หัวตารางภาษาไทยตามแม่แบบ และวางหัวตารางไว้แถวบนสุด",
        "Use the Thai headings of the template and put the heading row at the top",
    ),
    Fault(
        "ambiguous_layout", "error", "conformity",
        "หัวตารางตรงกับหลายรูปแบบ ({detail})",
        "The headings fit several layouts ({detail})",
        "วางไฟล์ในโฟลเดอร์ของแหล่งข้อมูลนั้น หรือใช้แม่แบบ",
        "Put the file into the folder of its source, or use the template",
    ),
    Fault(
        "several_sheets", "error", "conformity",
        "พบหัวตารางในหลายแผ่นงาน ({detail})",
        "Several sheets hold the heading ({detail})",
        "เหลือแผ่นงานเดียว หรือตั้งชื่อแผ่นงานตามชื่อแม่แบบ",
        "Keep one sheet, or give the sheet the title of the template",
    ),
    Fault(
        "missing_column", "error", "completeness",
        "ขาดคอลัมน์ที่จำเป็น: {detail}",
        "A required column is missing: {detail}",
        "เพิ่มคอลัมน์นี้ตามหัวตารางของแม่แบบ แล้วส่งใหม่",
        "Add the column under the heading of the template and send the file again",
    ),
    Fault(
        "heading_twice", "error", "conformity",
        "มีสองคอลัมน์ที่หมายถึงสิ่งเดียวกัน: {detail}",
        "Two columns lead to the same thing: {detail}",
        "ลบหรือเปลี่ยนชื่อคอลัมน์ที่ซ้ำให้เหลือคอลัมน์เดียว",
        "Delete or rename one of the two columns",
    ),
    Fault(
        "year_unknown", "error", "completeness",
        "ไม่ทราบปีของข้อมูล: ไม่มีในคอลัมน์ แถวชื่อเรื่อง ชื่อไฟล์ หรือโฟลเดอร์",
        "The year is unknown: it stands in no column, title row, file name or folder",
        "ใส่ปีในชื่อไฟล์ เช่น workforce2566.csv หรือวางในโฟลเดอร์ ay2566",
        "Put the year into the file name, such as workforce2566.csv, or into the folder ay2566",
    ),
    Fault(
        "year_conflict", "error", "consistency",
        "ปีในแถวชื่อเรื่อง ชื่อไฟล์ และโฟลเดอร์ไม่ตรงกัน ({detail})",
        "Title row, file name and folder name different years ({detail})",
        "แก้ชื่อไฟล์หรือโฟลเดอร์ให้ตรงกับปีของข้อมูล หรือให้สำนักงานยืนยันปีในแถวชื่อเรื่องด้วย cvm refresh --accept {sha}",
        "Make the file name or the folder agree with the year of the data, or have the office confirm the year of the "
        "title row: cvm refresh --accept {sha}",
    ),
    Fault(
        "round_conflict", "error", "consistency",
        "รอบการติดตามในแถวชื่อเรื่อง ชื่อไฟล์ และโฟลเดอร์ไม่ตรงกัน ({detail})",
        "Title row, file name and folder name different rounds ({detail})",
        "แก้ชื่อไฟล์หรือแถวชื่อเรื่องให้ตรงกับรอบของข้อมูล หรือให้สำนักงานยืนยันรอบในแถวชื่อเรื่องด้วย cvm refresh --accept {sha}",
        "Make the file name or the title row agree with the round of the data, or have the office confirm the round of "
        "the title row: cvm refresh --accept {sha}",
    ),
    Fault(
        "no_rows", "error", "completeness",
        "ไม่มีแถวข้อมูลใต้หัวตาราง",
        "There are no rows below the heading",
        "กรอกข้อมูลใต้หัวตาราง แล้วส่งใหม่",
        "Fill in rows below the heading and send the file again",
    ),
    Fault(
        "too_many_faults", "error", "accuracy",
        "แถวที่ต้องแก้ไขมีมากเกินกำหนด ({detail}) จึงพักทั้งไฟล์ไว้",
        "Too many rows have faults ({detail}), so the whole file is held",
        "แก้ไขแถวที่แจ้งแล้วส่งใหม่ หรือให้สำนักงานยืนยันด้วย cvm refresh --accept {sha}",
        "Mend the rows named and send the file again, or have the office confirm it: cvm refresh --accept {sha}",
    ),
    Fault(
        "would_remove_rows", "error", "completeness",
        "ไฟล์นี้มีข้อมูลเพียงบางส่วน จะทำให้รายการที่มีอยู่หายไป {detail}",
        "This file holds only part of what stands and would remove {detail} of it",
        "ส่งไฟล์ที่ครบถ้วน หรือให้สำนักงานยืนยันด้วย cvm refresh --accept {sha}",
        "Send the complete file, or have the office confirm it: cvm refresh --accept {sha}",
    ),
    Fault(
        "unknown_columns", "note", "conformity",
        "มีคอลัมน์ที่ไม่รู้จัก ระบบไม่ได้อ่าน (คอลัมน์ที่ {detail})",
        "Some columns are not known and were not read (column {detail})",
        "หากเป็นข้อมูลที่ต้องใช้ ให้ใช้หัวตารางตามแม่แบบ",
        "If they matter, use the headings of the template",
    ),
    Fault(
        "not_surveyed", "note", "coverage",
        "แถวที่ยังไม่ได้ติดตาม ไม่นับเป็นผลการติดตาม",
        "Rows of people not yet surveyed are no record of a follow-up",
        "ส่งใหม่เมื่อได้ติดตามแล้ว",
        "Send them again once they have been surveyed",
    ),
    Fault(
        "another_format", "error", "conformity",
        "เนื้อหาไม่ใช่ชนิดไฟล์ตามนามสกุล แต่เป็น {detail}",
        "The content is not of the kind that the name says; it is {detail}",
        "เปิดไฟล์ใน Excel เลือก บันทึกเป็น (Save As) ชนิด Excel Workbook (.xlsx) ไม่ใช่การเปลี่ยนนามสกุลไฟล์ แล้วส่งใหม่",
        "Open it in Excel, choose Save As, Excel Workbook (.xlsx), and send that; to change the name is not enough",
    ),
    Fault(
        "password_protected", "error", "conformity",
        "ไฟล์มีรหัสผ่าน จึงเปิดไม่ได้",
        "The file is protected by a password and cannot be opened",
        "ใน Excel ไปที่ ไฟล์ > ข้อมูล > ป้องกันสมุดงาน > เข้ารหัสด้วยรหัสผ่าน ลบรหัสผ่าน แล้วบันทึกและส่งใหม่",
        "In Excel choose File, Info, Protect Workbook, Encrypt with Password, delete the password, save and send",
    ),
    Fault(
        "embedded_objects", "error", "conformity",
        "ไฟล์มีวัตถุหรือไฟล์อื่นฝังอยู่ (เช่น เอกสาร Word หรือปุ่ม ActiveX) จึงไม่รับ",
        "The workbook holds embedded objects or files (such as a Word document or an ActiveX control) and is refused",
        "คัดลอกเฉพาะตาราง วางเป็นค่า (Paste values) ในสมุดงานใหม่ แล้วบันทึกเป็น .xlsx",
        "Copy the table alone, paste it as values into a new workbook, and save that as .xlsx",
    ),
    Fault(
        "xml_declarations", "error", "conformity",
        "ไฟล์ .xlsx มีคำประกาศ XML (DOCTYPE) ที่โปรแกรมตารางไม่ได้สร้าง จึงไม่รับ",
        "The .xlsx declares a document type (DOCTYPE), which no spreadsheet program writes, and is refused",
        "เปิดไฟล์ใน Excel แล้วบันทึกใหม่เป็น .xlsx",
        "Open the file in Excel and save it again as .xlsx",
    ),
    Fault(
        "unsafe_container", "error", "conformity",
        "โครงสร้างภายในไฟล์ผิดปกติ จึงไม่รับ ({detail})",
        "The file is put together in a way that no program does and is refused ({detail})",
        "เปิดไฟล์ใน Excel แล้วบันทึกใหม่เป็น .xlsx",
        "Open the file in Excel and save it again as .xlsx",
    ),
    Fault(
        "unpacks_too_large", "error", "conformity",
        "ไฟล์คลายออกแล้วใหญ่ผิดปกติ ({detail})",
        "Unpacked, the file is far larger than data of its size are ({detail})",
        "คัดลอกเฉพาะตาราง วางเป็นค่า (Paste values) ในสมุดงานใหม่ แล้วบันทึก หรือแบ่งเป็นหลายไฟล์",
        "Copy the table alone, paste it as values into a new workbook and save that, or split it into several files",
    ),
    Fault(
        "table_too_large", "error", "conformity",
        "ตารางมีแถว คอลัมน์ หรือแผ่นงานมากเกินกำหนด ({detail})",
        "The table has more rows, columns or sheets than the limit ({detail})",
        "แบ่งไฟล์ตามระดับหรือห้องเรียน แล้วส่งพร้อมกัน",
        "Split the file by level or class and send the parts together",
    ),
    Fault(
        "cells_far_apart", "error", "conformity",
        "มีช่องที่กรอกไว้ไกลจากตารางมาก ({detail} แถว × คอลัมน์)",
        "A cell is filled in far away from the table ({detail} rows × columns)",
        "กด Ctrl+End ใน Excel เพื่อหาช่องสุดท้าย ลบแถวและคอลัมน์ที่เกินตารางออก แล้วบันทึกใหม่",
        "Press Ctrl+End in Excel to find the last cell, delete the rows and columns beyond the table, and save again",
    ),
    Fault(
        "cell_too_long", "error", "conformity",
        "มีช่องที่ข้อความยาวเกินกำหนด ({detail} ตัวอักษร)",
        "A cell holds a text that is longer than the limit ({detail} letters)",
        "ตัดข้อความในช่องให้สั้นลง ตรวจว่าเครื่องหมายคำพูดปิดครบคู่ แล้วส่งใหม่",
        "Shorten the text, check that every quotation mark is closed, and send the file again",
    ),
    Fault(
        "line_too_long", "error", "conformity",
        "บรรทัดในไฟล์ข้อความยาวเกินกำหนด ({detail})",
        "A line of the text is longer than the limit ({detail})",
        "บันทึกใหม่จาก Excel เป็น CSV UTF-8 ให้หนึ่งแถวอยู่หนึ่งบรรทัด",
        "Save it again from Excel as CSV UTF-8, one row a line",
    ),
    Fault(
        "nested_columns", "error", "conformity",
        "ไฟล์ Parquet มีคอลัมน์ซ้อนหรือชนิดที่ไม่ใช่ข้อความ ตัวเลข หรือวันที่ ({detail})",
        "The Parquet file has columns that are neither text, numbers nor dates ({detail})",
        "บันทึกเป็นตารางแบน หนึ่งค่าต่อหนึ่งช่อง หรือส่งเป็น CSV (UTF-8)",
        "Write a flat table with one value a cell, or send CSV (UTF-8)",
    ),
    Fault(
        "link_in_inbox", "error", "conformity",
        "เป็นลิงก์ไปยังที่อื่น ระบบไม่เปิดตาม",
        "This is a link to another place, which is never followed",
        "วางตัวไฟล์จริงในโฟลเดอร์รับไฟล์แทนลิงก์",
        "Put the file itself into the inbox in place of the link",
    ),
    Fault(
        "not_a_file", "error", "conformity",
        "ไม่ใช่ไฟล์ข้อมูล ({detail}) ระบบไม่เปิด",
        "This is no file of data ({detail}) and is not opened",
        "วางไฟล์ .xlsx .xls .csv .tsv หรือ .parquet ในโฟลเดอร์รับไฟล์แทน",
        "Put an .xlsx, .xls, .csv, .tsv or .parquet file into the inbox instead",
    ),
    # one cell or one row
    Fault(
        "not_a_number", "error", "conformity",
        "ช่องนี้ต้องเป็นตัวเลข แต่อ่านเป็นตัวเลขไม่ได้",
        "The cell should hold a number but cannot be read as one",
        "กรอกเฉพาะตัวเลข เช่น 12 หรือ ๑๒",
        "Enter digits only, such as 12",
    ),
    Fault(
        "cell_error", "error", "conformity",
        "ช่องนี้มีสูตรที่คำนวณไม่ได้ (#N/A #REF! #VALUE!) หรือยังไม่มีผลการคำนวณ",
        "The cell holds a formula that failed (#N/A, #REF!, #VALUE!) or was never computed",
        "แก้สูตร หรือพิมพ์ค่าแทนสูตร",
        "Mend the formula, or type the value in its place",
    ),
    Fault(
        "not_a_date", "error", "conformity",
        "ช่องนี้ต้องเป็นวันที่ แต่อ่านไม่ได้ หรืออยู่นอกช่วงที่เป็นไปได้",
        "The cell should hold a date but cannot be read, or lies outside the plausible range",
        "กรอกวันที่แบบ วัน/เดือน/ปี พ.ศ. เช่น 30/6/2568",
        "Enter day/month/year, such as 30/6/2568 (BE)",
    ),
    Fault(
        "date_out_of_range", "error", "accuracy",
        "วันที่อยู่นอกช่วงที่เป็นไปได้ของคอลัมน์นี้ (เช่น อยู่ในอนาคต หรือเก่าเกินไป)",
        "The date lies outside what is possible in this column (in the future, or too long ago)",
        "ตรวจปี พ.ศ. และลำดับ วัน/เดือน/ปี แล้วกรอกใหม่ เช่น 30/6/2568",
        "Check the year and the order day/month/year, and enter it again, such as 30/6/2568 (BE)",
    ),
    Fault(
        "month_without_day", "warning", "accuracy",
        "ระบุเดือนแต่ไม่ระบุวัน ระบบใช้วันแรกของเดือน (วันเริ่ม) หรือวันสุดท้าย (วันสิ้นสุด)",
        "A month without a day: the first day was taken for a beginning, the last for an end",
        "กรอกวันให้ครบ เช่น 1/6/2568",
        "Enter the whole date, such as 1/6/2568 (BE)",
    ),
    Fault(
        "not_a_year", "error", "conformity",
        "ช่องนี้ต้องเป็นปี พ.ศ. สี่หลักในช่วงที่เป็นไปได้",
        "The cell should hold a plausible four-digit year of the Buddhist Era",
        "กรอกปีเป็น พ.ศ. เช่น 2568",
        "Enter the year in the Buddhist Era, such as 2568",
    ),
    Fault(
        "not_a_code", "error", "conformity",
        "รหัสไม่อยู่ในรูปแบบที่กำหนด หรือโปรแกรมตารางปัดเลขท้ายทิ้ง "
        "(รหัสสถานศึกษามี 10 หลัก รหัส TSIC มี 5 หลัก เลขประจำตัวประชาชนมี 13 หลัก)",
        "The code is not in its form, or a spreadsheet has rounded its last digits away (a college code has ten digits,"
        " a TSIC code five, a national id thirteen)",
        "กรอกรหัส ไม่ใช่ชื่อ ตรวจกับทะเบียน และจัดรูปแบบช่องเป็นข้อความก่อนกรอก",
        "Enter the code and not a name, check it against the register, and format the cell as text before typing it",
    ),
    Fault(
        "not_in_list", "error", "conformity",
        "ค่าในช่องนี้ไม่อยู่ในรายการที่กำหนด",
        "The value is not in the list",
        "เลือกค่าจากรายการในแม่แบบ: {allowed}",
        "Choose a value from the template's list: {allowed}",
    ),
    Fault(
        "name_not_resolved", "error", "conformity",
        "ไม่รู้จักชื่อในช่องนี้",
        "The name in this cell is not known",
        "ใช้ชื่อเต็มตามทะเบียน หรือเลือกจากรายการในแม่แบบ",
        "Use the full name of the register, or choose from the template's list",
    ),
    Fault(
        "establishment_id_invalid", "error", "conformity",
        "เลขทะเบียนหรือรหัสสถานประกอบการไม่อยู่ในรูปแบบที่กำหนด หรือเลขตรวจสอบหลักที่ 13 ไม่ถูกต้อง",
        "The id of the establishment has none of the known forms, or its 13th digit does not check",
        "ตรวจเลข 13 หลักกับหนังสือรับรอง (จัดช่องเป็นข้อความ เลข 0 นำหน้าจะไม่หาย) ในต่างประเทศใช้ รหัสประเทศ-เลขทะเบียน "
        "เช่น JP-1234 หากไม่ทราบ ให้เว้นว่างแล้วกรอกชื่อและจังหวัด",
        "Check the 13 digits against the certificate (as text, so that no leading 0 is lost); abroad use "
        "country-number, such as JP-1234; if it is not known, leave it empty and fill in name and province",
    ),
    Fault(
        "event_unknown", "error", "conformity",
        "ไม่มีรหัสกิจกรรมนี้ในปฏิทินของสำนักงาน",
        "The office's calendar has no event of this id",
        "ดูรหัสกิจกรรมด้วย cvm calendar show หรือแจ้งสำนักงานให้เพิ่มกิจกรรมด้วย cvm calendar add",
        "See the ids with cvm calendar show, or ask the office to add the event with cvm calendar add",
    ),
    Fault(
        "not_in_list_of_manual", "error", "conformity",
        "ไม่มีรหัสนี้ในคู่มือศูนย์ CVM",
        "The CVM manual has no such code",
        "ใช้รหัสตามคู่มือ เช่น กิจกรรม 1.2 หรือเป้าหมายผลผลิต 1.2-1 ดูรายการในแม่แบบ",
        "Use a code of the manual, such as activity 1.2 or key result 1.2-1; the template lists them",
    ),
    Fault(
        "reporter_unknown", "error", "conformity",
        "ช่องนี้ต้องเป็นรหัสสถานศึกษา 10 หลัก ชื่อสถาบันการอาชีวศึกษา หรือ OVEC",
        "The cell should hold a ten-digit college code, the name of an institute, or OVEC",
        "กรอกรหัสสถานศึกษา 10 หลัก หรือชื่อเต็มของสถาบัน เช่น สถาบันการอาชีวศึกษาภาคกลาง 1",
        "Enter the ten-digit code, or the full name of the institute, such as สถาบันการอาชีวศึกษาภาคกลาง 1",
    ),
    Fault(
        "time_as_minutes", "note", "conformity",
        "ความยาวที่กรอกเป็นเวลา ระบบอ่านเป็นนาทีและวินาที",
        "A length entered as a time of day was read as minutes and seconds",
        "ครั้งต่อไปกรอกเป็นนาที เช่น 4.5",
        "Next time enter minutes, such as 4.5",
    ),
    Fault(
        "college_unknown", "error", "conformity",
        "ไม่พบชื่อสถานศึกษานี้ในทะเบียน หรือมีหลายแห่งที่ใช้ชื่อนี้",
        "No college of this name is in the register, or several are",
        "กรอกรหัสสถานศึกษา 10 หลัก หรือชื่อเต็มตามทะเบียนพร้อมจังหวัด ดูชื่อที่ใกล้เคียงในแผ่นสิ่งที่ต้องแก้ไข",
        "Enter the ten-digit code, or the register's full name with the province; the nearest names are listed here",
    ),
    Fault(
        "college_by_likeness", "warning", "accuracy",
        "ชื่อสถานศึกษาไม่ตรงกับทะเบียนทุกตัวอักษร ระบบใช้ชื่อที่ใกล้เคียงที่สุด",
        "The name of the college is not quite that of the register; the one most like it was taken",
        "ตรวจว่าเป็นสถานศึกษาที่ถูกต้อง และครั้งต่อไปกรอกรหัสสถานศึกษา 10 หลัก",
        "Check that it is the right college, and enter its ten-digit code next time",
    ),
    Fault(
        "alias_code", "warning", "conformity",
        "รหัสสถานศึกษาเป็นรหัสเดิม ระบบเปลี่ยนเป็นรหัสปัจจุบันให้แล้ว",
        "The code is an older one of the college; today's was taken",
        "ครั้งต่อไปกรอกรหัสสถานศึกษา 10 หลักตามทะเบียน",
        "Next time enter the ten-digit code of the register",
    ),
    Fault(
        "person_in_text", "warning", "conformity",
        "ช่องข้อความนี้มีเลขประจำตัวประชาชน หมายเลขโทรศัพท์ หรืออีเมล ระบบเว้นว่างไว้เพื่อคุ้มครองข้อมูลส่วนบุคคล",
        "The text holds a national id, a telephone number or an e-mail address; it was emptied to protect the person",
        "กรอกเฉพาะชื่อสถานที่หรือข้อความที่ไม่ระบุตัวบุคคล",
        "Enter only what names no person",
    ),
    Fault(
        "beyond_course", "warning", "accuracy",
        "ชั้นปีสูงกว่าจำนวนปีของหลักสูตร ระบบนับเป็นนักเรียนตกค้าง",
        "The year of study is beyond the course; the learner is counted as one who stayed on",
        "ตรวจระดับชั้นและชั้นปี หากเป็นผู้เรียนตกค้าง กรอกว่า ตกค้าง",
        "Check level and year of study; for a learner who stayed on, enter ตกค้าง",
    ),
    Fault(
        "spelling_noted", "note", "conformity",
        "ค่านี้ถูกนับรวมกับค่าที่ใกล้เคียงในรายการ",
        "The value was taken for the nearest one of the list",
        "เลือกค่าจากรายการในแม่แบบ: {allowed}",
        "Choose a value from the template's list: {allowed}",
    ),
    Fault(
        "unlisted_value", "note", "conformity",
        "ค่านี้ไม่อยู่ในรายการ ระบบนับเป็น อื่น ๆ",
        "The value is in no list and was counted as other",
        "เลือกค่าจากรายการในแม่แบบ: {allowed}",
        "Choose a value from the template's list: {allowed}",
    ),
    Fault(
        "name_unknown", "warning", "conformity",
        "ไม่รู้จักชื่อในช่องนี้ ระบบเว้นว่างไว้",
        "The name in this cell is not known; the cell is left empty",
        "ใช้ชื่อเต็มตามทะเบียน",
        "Use the full name of the register",
    ),
    Fault(
        "required_missing", "error", "completeness",
        "ช่องที่ต้องกรอกว่างอยู่",
        "A required cell is empty",
        "กรอกช่องนี้ หากไม่มีให้กรอก 0 ในช่องจำนวน",
        "Fill in the cell; where a count is none, enter 0",
    ),
    Fault(
        "out_of_range", "error", "accuracy",
        "ค่าอยู่นอกช่วงที่กำหนด ({range})",
        "The value lies outside its range ({range})",
        "ตรวจตัวเลขแล้วกรอกใหม่",
        "Check the number and enter it again",
    ),
    Fault(
        "key_conflict", "error", "uniqueness",
        "มีหลายแถวที่เป็นรายการเดียวกันแต่ตัวเลขไม่เหมือนกัน ({columns})",
        "Several rows are the same item but differ ({columns})",
        "เหลือแถวที่ถูกต้องเพียงแถวเดียว",
        "Keep only the row that is right",
    ),
    Fault(
        "too_many_cells", "error", "conformity",
        "แถวนี้มีช่องมากกว่าหัวตาราง ข้อมูลอาจเลื่อนช่อง",
        "The row has more cells than the heading; its values may have shifted",
        "ใส่เครื่องหมายคำพูดรอบข้อความที่มีจุลภาค หรือบันทึกใหม่จาก Excel",
        "Put quotation marks around texts with commas, or save again from Excel",
    ),
    Fault(
        "year_repaired", "warning", "conformity",
        "ปีไม่ได้เป็น พ.ศ. สี่หลัก ระบบแปลงให้แล้ว",
        "The year was not four digits of the Buddhist Era and was converted",
        "ตรวจปีที่แปลงแล้ว ครั้งต่อไปกรอกเป็น พ.ศ. เช่น 2568",
        "Check the converted year; next time enter it in the Buddhist Era, such as 2568",
    ),
    Fault(
        "date_repaired", "warning", "conformity",
        "ปีของวันที่ถูกโปรแกรมตารางเปลี่ยน ระบบแก้คืนให้แล้ว",
        "A spreadsheet had changed the year of the date; it was put right",
        "ตรวจวันที่ที่แก้แล้ว ครั้งต่อไปกรอกปีสี่หลัก เช่น 30/6/2568",
        "Check the date; next time enter a four-digit year, such as 30/6/2568",
    ),
    Fault(
        "text_repaired", "note", "conformity",
        "ซ่อมตัวอักษรไทยที่พิมพ์เพี้ยนให้แล้ว",
        "Thai letters that were typed or copied wrongly were repaired",
        "ไม่ต้องทำอะไร",
        "Nothing needs to be done",
    ),
    Fault(
        "check_unreadable", "warning", "conformity",
        "ช่องที่ใช้ตรวจเทียบกับทะเบียนอ่านไม่ได้ จึงไม่ได้ตรวจ",
        "A cell that is only compared with the register could not be read and was not compared",
        "ใช้ชื่อเต็มตามทะเบียน",
        "Use the full name of the register",
    ),
]  # fmt: skip

FAULTS: dict[str, Fault] = {fault.code: fault for fault in _FAULTS}
