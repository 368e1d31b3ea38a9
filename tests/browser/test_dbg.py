from tests.browser.steps import *
from tests.factories import make_learner
def test_y(visitor, live_app):
    with live_app.app_context(): make_learner()
    ask_only(live_app, "sba")
    for dark in (False, True):
        page = start_quiz(open_as(visitor, dark=dark, forced_colors=True))
        page.keyboard.press("b")
        print(page.evaluate("[...document.querySelectorAll('.button, h1, label')].map(e=>[e.tagName, e.className, getComputedStyle(e).color, getComputedStyle(e).backgroundColor])"))
        page.screenshot(path=f"/tmp/c/forced{dark}.png")
