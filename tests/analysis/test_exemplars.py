"""Kalodata exports are read whatever their language, and bad rows are named, never guessed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from analysis.models import ExemplarPattern
from analysis.trends.exports import ExportUnreadable, read_export
from analysis.trends.figures import read_figure, read_range, read_seconds
from tests.factories import make_team

ENGLISH = (
    "Video Title,Product Name,Video Duration,Avg. Unit Price,Revenue($),Video Views,"
    "Engagement Rate,TikTok URL,Hook type\n"
    '"Stop scrolling! This mop is magic.",Spin mop,0:34,$12.99 - $18,"$1.2K","3,400",12%,'
    "https://www.tiktok.com/@a/video/1,x\n"
)
CHINESE = (
    "视频标题;商品名称;时长;平均单价;成交金额;播放量\n三个错误;拖把;1分4秒;¥39.9;¥3,400;12.3万\n"
)


def workbook(*rows) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [("$1.2K", 1200, "USD"), ("¥3,400", 3400, "CNY"), ("12.3万", 123_000, ""), ("12%", 0.12, ""),
     ("€1.234,50", 1234.5, "EUR"), ("1 234", 1234, ""), ("2.5M", 2_500_000, ""), ("3,5", 3.5, ""),
     ("1.2亿", 120_000_000, ""), ("RM 45.90", 45.9, "MYR"), ("200K+", 200_000, ""),
     ("1,234,567", 1_234_567, ""), ("３００", 300, ""), (17, 17, ""), ("1200 USD", 1200, "USD")],
)  # fmt: skip
def test_figures(text, value, currency):
    figure = read_figure(text)
    assert (figure.value, figure.currency) == (pytest.approx(value), currency)


@pytest.mark.parametrize("text", ["", None, "-", "N/A", "--"])
def test_an_empty_cell_is_no_figure(text):
    assert read_figure(text) is None


@pytest.mark.parametrize("text", ["many", "$", "12 apples", "=1+1", "1e400x", "12%%"])
def test_what_is_no_figure_is_refused(text):
    with pytest.raises(ValueError, match="is no number"):
        read_figure(text)


@given(st.text(max_size=20))
def test_any_text_is_a_figure_or_refused(text):
    try:
        read_figure(text)
        read_range(text)
        read_seconds(text)
    except ValueError:
        pass


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0:34", 34), ("1:02:03", 3723), ("34s", 34), ("1m 4s", 64), ("1分4秒", 64), ("21", 21)],
)
def test_lengths(text, seconds):
    assert read_seconds(text) == seconds


def test_an_english_csv():
    export = read_export("a.csv", ENGLISH.encode())
    (one,) = export.exemplars
    assert one["hook"] == "Stop scrolling!"
    assert (one["price_low"], one["price_high"], one["currency"]) == (12.99, 18, "USD")
    assert (one["revenue"], one["views"], one["engagement_rate"]) == (1200, 3400, 0.12)
    assert (one["duration_sec"], export.unknown) == (34, ["hook type"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_csv_in_any_usual_encoding(encoding):
    (one,) = read_export("a.csv", CHINESE.encode(encoding)).exemplars
    assert (one["hook"], one["views"], one["revenue"]) == ("三个错误", 123_000, 3400)
    assert (one["duration_sec"], one["currency"]) == (64, "CNY")


def test_a_workbook_with_a_title_above_its_header_and_bad_rows():
    body = workbook(
        ["Kalodata, top videos"], [], ["Title", "Revenue", "Views", "Price"],
        ["Good one", "$20", 5, "$3"], ["Bad one", "lots", 5, "$3"], [None, None, None, None],
        ["Mixed", "€20", 5, "$3"], ["Good one", "$30", 6, "$3"], ["", "$1", 1, ""],
    )  # fmt: skip
    export = read_export("a.xlsx", body)
    assert [one["title"] for one in export.exemplars] == ["Good one"]
    assert export.repeated == 1
    assert [(problem.row, problem.sentence[:23]) for problem in export.problems] == [
        (5, "“lots” is no number."), (7, "Price and revenue are i"), (9, "It has no title, no hoo")
    ]  # fmt: skip


def test_a_video_list_as_kalodata_writes_it():
    book, buffer = Workbook(), io.BytesIO()
    book.active.title = "Intro"
    book.active.append(["Shop", "none"])
    sheet = book.create_sheet("LIST_VIDEO")
    sheet.append(["Date Range", "Video Description", "Duration", "Revenue(£)", "Item Sold",
                  "Product Tittle", "Views", "TikTokUrl"])  # fmt: skip
    sheet.append(["2026-08-09~2026-09-07", "Is your mop slow? Try this", "1m 20s", "1.2k", 40,
                  "Spin mop", 3400, "https://www.tiktok.com/@a/video/1"])  # fmt: skip
    book.save(buffer)
    export = read_export("a.xlsx", buffer.getvalue())
    (one,) = export.exemplars
    assert (one["hook"], one["product"], one["duration_sec"]) == (
        "Is your mop slow?",
        "Spin mop",
        80,
    )
    assert (one["revenue"], one["currency"], export.unknown) == (1200, "GBP", ["date range"])


def test_a_chinese_video_list_and_a_product_list():
    video = "视频描述,时长,成交金额(¥),销量,商品标题\n三个错误,1m 20s,12.3万,7,拖把\n"
    product = "Product Name,Price Range($),Revenue($)\nSpin mop,3-5,20\n"
    (first,) = read_export("a.csv", video.encode()).exemplars
    (second,) = read_export("b.csv", product.encode()).exemplars
    assert (first["revenue"], first["currency"], first["items_sold"]) == (123_000, "CNY", 7)
    assert (second["hook"], second["price_low"], second["price_high"]) == ("Spin mop", 3, 5)
    assert second["currency"] == "USD"


@pytest.mark.parametrize("body", [b"", b"a,b\n1,2", b"PK\x03\x04broken", b"\0\0\1", b"\x89PNG\r\n"])
def test_what_is_no_export_is_refused(body):
    with pytest.raises(ExportUnreadable):
        read_export("x", body)


def send(client, body: bytes, **more):
    file = SimpleUploadedFile("export.csv", body)
    return client.post(reverse("exemplar-import"), {"file": file, **more})


@pytest.mark.django_db
def test_a_check_imports_nothing_and_an_import_again_renews(client):
    team = make_team()
    client.force_login(team.owner)
    assert "Nothing is imported yet. 1 row can be" in send(
        client, ENGLISH.encode(), check="1"
    ).content.decode()  # fmt: skip
    assert not ExemplarPattern.objects.exists()
    assert "1 new, 0 renewed" in send(client, ENGLISH.encode()).content.decode()
    again = ENGLISH.replace("$1.2K", "$2K").encode()
    assert "0 new, 1 renewed" in send(client, again).content.decode()
    row = ExemplarPattern.objects.in_team(team).get()
    assert (row.revenue, row.team) == (2000, team)


@pytest.mark.django_db
def test_a_file_that_is_no_export_gets_a_sentence(client):
    client.force_login(make_team().owner)
    page = send(client, b"hello")
    assert page.status_code == 422
    assert "No header was found" in page.content.decode()
