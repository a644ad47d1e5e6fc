"""CSV as spreadsheets really write it, and what is no table."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.imports.sheet import MAX_ROWS, SheetUnreadable, decode, read_sheet

HEAD = "media,account,scheduled_at,body"
TEXT = f"{HEAD}\nclip.mp4,@me,2031-03-02 14:30,Grüße aus Köln – “schön”\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be",
                                      "utf-32"])  # fmt: skip
def test_every_unicode_encoding_is_told(encoding):
    text, guessed = decode(TEXT.encode(encoding))
    assert text == TEXT
    assert guessed is False


def test_windows_1252_is_a_guess_and_said_so():
    text, guessed = decode(TEXT.encode("cp1252"))
    assert text == TEXT
    assert guessed is True


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"PK\x03\x04rest", "workbook"),
        (b"a" * 1_000_001, "larger than 1 MB"),
        (b"\xff\xfe\x41", "damaged"),
        (b"\x89PNG\x81\x8d\x00", "no text"),
        (b"a,b\x00\n", "no text"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(body, said):
    with pytest.raises(SheetUnreadable, match=said):
        decode(body)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_names_the_columns(delimiter):
    sheet = read_sheet(TEXT.replace(",", delimiter))
    assert sheet.rows[0].get("media") == "clip.mp4"
    assert sheet.rows[0].get("account") == "@me"


def test_a_separator_inside_the_text_does_not_mislead():
    sheet = read_sheet(f"{HEAD.replace(',', ';')}\nclip.mp4;@me;2031-03-02 14:30;a, b, c, d\n")
    assert sheet.rows[0].get("body") == "a, b, c, d"


def test_excels_own_first_line_is_obeyed():
    assert read_sheet("sep=;\n" + TEXT.replace(",", ";")).rows[0].number == 2


@pytest.mark.parametrize(
    "header", ["Caption", "TEXT", "Message (required)", "post_text", "Post-Text"]
)
def test_headers_of_other_tools_are_understood(header):
    text = TEXT.replace("body", header)
    assert read_sheet(text).rows[0].get("body").startswith("Grüße")


def test_a_text_over_several_lines_is_one_cell():
    sheet = read_sheet(f'{HEAD}\nclip.mp4,@me,2031-03-02 14:30,"one\n\ntwo ""quoted"""\nx.mp4,,,\n')
    assert sheet.rows[0].get("body") == 'one\n\ntwo "quoted"'
    assert [row.number for row in sheet.rows] == [2, 3]


def test_an_open_quote_is_said_with_its_line():
    with pytest.raises(SheetUnreadable, match=r"Line \d+ .*quotation mark"):
        read_sheet(f'{HEAD}\nclip.mp4,@me,2031-03-02 14:30,"never closed\nmore\n')


def test_empty_rows_are_skipped_and_numbers_stay_those_of_the_spreadsheet():
    sheet = read_sheet(f"\n{HEAD}\n,,,\n\nclip.mp4,@me,2031-03-02 14:30,\n")
    assert [row.number for row in sheet.rows] == [5]


def test_more_cells_than_the_header_are_noticed():
    assert read_sheet(f"{HEAD}\nclip.mp4,@me,2031-03-02 14:30,a, b\n").rows[0].overflow
    assert not read_sheet(f"{HEAD}\nclip.mp4,@me,2031-03-02 14:30,a,,\n").rows[0].overflow


def test_columns_nobody_knows_are_named():
    assert read_sheet(f"{HEAD},Approver\nclip.mp4,@me,2031-03-02 14:30,a,Tom\n").unused == (
        "Approver",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        (HEAD, "no row below"),
        ("name,colour\na,b\n", "Missing: “media”"),
        ("media,account,date\na,b,c\n", "“date” and “time”"),
        (
            "media,account,scheduled_at,body,caption\na,b,c,d,e\n",
            "mean the same: “body”, “caption”",
        ),
    ],
)
def test_a_table_that_cannot_make_posts_says_what_is_missing(text, said):
    with pytest.raises(SheetUnreadable, match=said):
        read_sheet(text)


def test_too_many_rows_are_refused_and_the_most_are_taken():
    row = "clip.mp4,@me,2031-03-02 14:30,\n"
    assert len(read_sheet(f"{HEAD}\n{row * MAX_ROWS}").rows) == MAX_ROWS
    with pytest.raises(SheetUnreadable, match=f"More than {MAX_ROWS} rows"):
        read_sheet(f"{HEAD}\n{row * (MAX_ROWS + 1)}")


def test_the_quote_before_a_formula_is_taken_off():
    sheet = read_sheet(f"{HEAD}\nclip.mp4,'@me,2031-03-02 14:30,'=1+1\n")
    assert (sheet.rows[0].get("account"), sheet.rows[0].get("body")) == ("@me", "=1+1")


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(body):
    with suppress(SheetUnreadable):
        assert read_sheet(decode(body)[0]).rows


@given(st.text(max_size=300))
def test_no_text_below_a_header_breaks_the_reader(text):
    with suppress(SheetUnreadable):
        assert read_sheet(f"{HEAD}\n{text}").rows
