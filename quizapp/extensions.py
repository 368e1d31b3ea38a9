"""The Flask extensions, made once and bound to an application in ``create_app``.

Flask-Security is made anew for every application, in ``web.security``: half of what it is told it
takes in its constructor only, and it keeps the rest from one application to the next.
"""

from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

# Objects stay readable after a commit: a page is rendered from what its one transaction saw.
db = SQLAlchemy(session_options={"expire_on_commit": False})
csrf = CSRFProtect()
babel = Babel()
