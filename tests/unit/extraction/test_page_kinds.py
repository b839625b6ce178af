"""What kind of page it is: short articles that sound like errors and walls, and pages that only sound like articles."""

from __future__ import annotations

import pytest

from crawler.extraction import extract

SIGNED = "<meta property='article:published_time' content='2025-06-01T10:00:00Z'>"
PARAGRAPH = "<p>The clock of the town hall has stood still since Sunday, when a gull settled on its long hand.</p>"
MORE = "<p>Since then the ferry has left by the watch of its captain, which nobody on board has dared to doubt.</p>"
CARDS = "".join(
    f"<article><h3><a href='/story-{number}'>Council argues over bench number {number}</a></h3>"
    f"<p>Bench number {number} was painted green in the spring, and half of the council had meant blue.</p></article>"
    for number in range(12)
)


def page(title, body, head="", language="en"):
    html = f"<html lang={language}><head><title>{title}</title>{head}</head><main><h1>{title}</h1>{body}</main></html>"
    return extract(html.encode(), "https://estuary.example/a")


BRIEFS = [
    ("en", "Survey of 403 piers ends at the harbour", "The harbour board has looked at 403 piers since May."),
    ("en", "Missing rowing boat not found", "The boat of the rowing club was last seen at the weir on Sunday."),
    ("en", "Bathing forbidden below the weir", "The town has forbidden bathing below the weir because of the current."),
    ("de", "500 Gäste beim Fest der Fähre", "Rund 500 Gäste haben am Sonntag das Fest der Fähre gefeiert."),
    ("de", "Ruderboot nicht gefunden", "Das Boot des Vereins wurde zuletzt am Sonntag am Wehr gesehen."),
    (
        "en",
        "Board asks neighbours for consent to night work",
        "Without the consent of all neighbours the board cannot work.",
    ),
    ("pl", "Zarząd bez zgody na nocne prace", "Bez zgody sąsiadów zarząd portu nie może pracować nocą."),
    ("ru", "Совет дал согласие на ремонт причала", "Совет дал согласие на ремонт причала, сообщили в порту."),
    ("en", "Town ends cookie banners on its pages", "The law on consent to cookies changes in May, the mayor said."),
    (
        "cs",
        "Přístav zveřejnil osobní údaje rybářů",
        "Úřad řekl, že přístav bez souhlasu zveřejnil osobní údaje rybářů.",
    ),
    ("ru", "Порт раскрыл персональные данные", "Наши партнёры дали согласие на передачу данных, заявили в порту."),
    ("tr", "Liman kişisel verileri yayımladı", "Kurul, limanın rızası olmadan kişisel verileri yayımladığını söyledi."),
    ("ja", "港が個人情報を公開", "港の事務所が漁師の同意なしに個人情報を公開していたことが分かった。"),
    ("zh", "港口泄露渔民隐私", "港口未经同意公开了渔民的个人信息，管理局周一表示将展开调查。"),
]


@pytest.mark.parametrize(("language", "headline", "line"), BRIEFS, ids=[row[1] for row in BRIEFS])
def test_a_short_article_about_what_errors_and_walls_speak_of_is_an_article(language, headline, line):
    found = page(headline, f"<p>{line}</p>{PARAGRAPH}{MORE}", language=language)
    assert found.kind == "article"
    assert found.blocks


ERRORS = [
    ("404", "The timetable that was here has sailed."),
    ("Error 503", "Our pumps are busy."),
    ("403 Forbidden", "nginx"),
    ("Oops!", "Sorry, we can’t find the page you’re looking for. It may have been moved."),
    ("Dieser Artikel ist nicht mehr verfügbar", "Er wurde auf Wunsch des Fährmanns entfernt."),
    ("Oups, cette page n’existe pas", "Essayez la recherche."),
    ("お探しのページが見つかりません", "検索をお試しください。"),
    ("Please turn off your ad blocker", "Advertisements pay for the paint of our boats."),
    ("Estuary - Are you a robot?", "Click the box below, please."),
    ("estuary.example", "Please enable JS and disable any ad blocker"),
    ("", "Request unsuccessful. Incapsula incident ID: 12345-67890"),
    ("One moment", "We have detected unusual activity from your computer network."),
    ("Log in", "Do you have no account yet? Register now and read three articles a month."),
    ("Anmelden", "Noch kein Konto? Jetzt kostenlos registrieren und drei Artikel im Monat lesen."),
    ("ログイン", "アカウントをお持ちでない方は新規登録してください。"),
]


@pytest.mark.parametrize(("title", "line"), ERRORS, ids=[row[0] for row in ERRORS])
def test_a_page_that_is_not_there_is_an_error_whatever_else_it_offers(title, line):
    assert page(title, f"<p>{line}</p>").kind == "error"


def test_a_page_that_calls_itself_missing_is_an_error_over_a_list_of_articles_too():
    assert page("404", "<p>It may have been moved.</p>" + CARDS).kind == "error"


@pytest.mark.parametrize(("head", "kind"), [("", "front"), (SIGNED, "article")])
def test_a_list_of_articles_is_a_front_page_but_where_the_head_gives_the_date_of_an_article(head, kind):
    assert page("Benches", CARDS, head).kind == kind
    canonical = "<link rel=canonical href=https://estuary.example/benches>"
    assert page("Benches", CARDS.replace("'/story", "'https://estuary.example/story"), canonical + head).kind == kind


def test_a_list_of_what_other_sites_offer_is_an_article():
    assert page("Benches", CARDS.replace("'/story", "'https://benches.example/story")).kind == "article"


def test_a_list_with_short_teasers_and_a_day_each_is_a_front_page():
    cards = CARDS.replace(", and half of the council had meant blue", "").replace("</h3>", "</h3><time>1 June</time>")
    assert page("Benches", cards).kind == "front"


def test_a_front_page_has_no_notices():
    notice = "<p>Correction: an earlier version of this story gave the wrong number of benches.</p>"
    assert page("Benches", CARDS + notice).notices == ()
    assert page("Benches", PARAGRAPH + MORE + notice).notices


SLIDE = "<div class='slide'><img src='{0}.jpg'><span>{0} of 9</span></div>"


def test_a_series_of_pictures_with_little_prose_is_a_gallery():
    slides = "".join(SLIDE.format(number) for number in range(1, 10))
    assert page("The clock in pictures", PARAGRAPH + slides).kind == "gallery"
    assert page("The clock in pictures", PARAGRAPH + "<p>Picture 3 of 9</p>").kind == "gallery"
    assert page("Clock stands still", PARAGRAPH + "<p>Page 1 of 2</p>").kind == "article"
    story = "".join(PARAGRAPH.replace("a gull", f"gull number {number}") for number in range(9))
    assert page("Clock stands still", story + slides).kind == "article"


@pytest.mark.parametrize(
    ("language", "line", "kind"),
    [
        ("en", "Opinion by Mara Quill", "opinion"),
        ("en", "By Mara Quill", "article"),
        ("de", "Ein Kommentar von Mara Quill", "opinion"),
        ("de", "Von Mara Quill", "article"),
        ("es", "Opinión de Mara Quill", "opinion"),
        ("zh", "本报评论员 江一舟", "opinion"),
    ],
)
def test_a_byline_may_say_that_the_article_is_an_opinion(language, line, kind):
    assert page("Clock stands still", f"<p class='byline'>{line}</p>{PARAGRAPH}{MORE}", language=language).kind == kind


def test_an_archive_of_teasers_that_end_in_brackets_is_a_front_page():
    assert page("Benches", CARDS.replace("meant blue.", "meant [&hellip;]").replace("<a", "<b")).kind == "front"


def test_an_article_with_its_date_is_no_error_whatever_its_title():
    column = "<p>A column about the clock of the town hall.</p>"
    assert page("Just a moment", column, SIGNED).kind == "article"
    assert page("Just a moment", column).kind == "error"


WALL = "<p>We and our partners use cookies. With your consent we show you personalised ads.</p>"


def test_a_wall_that_has_the_head_of_the_article_behind_it_is_a_wall_but_not_beside_a_paragraph():
    assert page("Clock stands still", WALL, SIGNED).kind == "consent"
    assert page("Clock stands still", PARAGRAPH + WALL, SIGNED).kind == "article"


WALLS = [
    ("ar", "نحن نحترم خصوصيتك", "نحن وشركاؤنا نحفظ ملفات تعريف الارتباط على جهازك. قبول الكل."),
    ("cs", "Vaše soukromí", "My a naši partneři používáme cookies na vašem zařízení. Přijmout vše."),
    ("da", "Dit privatliv", "Vi og vores partnere gemmer cookies på din enhed. Accepter alle eller tilpas dit valg."),
    ("de", "Ihre Privatsphäre", "Wir und unsere 90 Partner nutzen Cookies. Mit Ihrer Einwilligung: Alle akzeptieren."),
    ("es", "Su privacidad", "Nosotros y nuestros socios usamos cookies en su dispositivo. Aceptar y continuar."),
    ("fi", "Yksityisyytesi", "Me ja kumppanimme tallennamme evästeitä laitteellesi. Hyväksy kaikki tai valitse."),
    ("fr", "Votre vie privée", "Nous et nos partenaires utilisons des cookies. Vous pouvez continuer sans accepter."),
    ("he", "הפרטיות שלך", "אנו והשותפים שלנו שומרים עוגיות במכשיר שלך. קבלת הכול או ניהול ההעדפות."),
    ("hi", "आपकी गोपनीयता", "हम और हमारे साझेदार आपके डिवाइस पर कुकी रखते हैं। सभी स्वीकार करें।"),
    ("it", "La tua privacy", "Noi e i nostri partner usiamo i cookie. Puoi accettare tutti o gestire le scelte."),
    (
        "ja",
        "プライバシーについて",
        "当社とパートナーはお使いの端末にクッキーを保存します。同意して続ける場合は押してください。",
    ),
    ("ko", "개인정보 안내", "당사와 파트너는 기기에 쿠키를 저장하고 개인정보를 처리합니다. 동의하고 계속하기."),
    ("nl", "Jouw privacy", "Wij en onze 90 partners gebruiken cookies op je apparaat. Alles accepteren of instellen."),
    ("no", "Ditt personvern", "Vi og våre partnere lagrer cookies på en enhet. Godta alle eller velg selv."),
    ("pl", "Twoja prywatność", "My i nasi partnerzy używamy plików cookies. Akceptuję i przechodzę dalej."),
    ("pt", "A sua privacidade", "Nós e os nossos parceiros usamos cookies. Aceitar e continuar ou configurar."),
    ("ru", "Ваша конфиденциальность", "Мы и наши партнёры храним файлы cookie на вашем устройстве. Принять всё."),
    ("sv", "Din integritet", "Vi och våra partner använder cookies på din enhet. Godkänn alla eller välj själv."),
    ("tr", "Gizliliğiniz", "Biz ve ortaklarımız cihazınızda çerezler kullanıyoruz. Tümünü kabul et veya ayarla."),
    ("uk", "Ваша приватність", "Ми та наші партнери зберігаємо файли cookie на пристрої. Прийняти все."),
    ("zh", "您的隐私", "我们和合作伙伴在您的设备上使用Cookie。您可以接受全部，也可以管理偏好设置。"),
]


@pytest.mark.parametrize(("language", "title", "line"), WALLS, ids=[row[0] for row in WALLS])
def test_a_consent_wall_is_told_in_every_language(language, title, line):
    assert page(title, f"<p>{line}</p>", language=language).kind == "consent"
