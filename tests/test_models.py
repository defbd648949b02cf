"""The models and the migrations say the same."""

from flask_migrate import check, downgrade, upgrade


def test_the_models_are_what_the_migrations_make(app):
    with app.app_context():
        check()


def test_migrations_go_down_and_up_again(app):
    with app.app_context():
        downgrade(revision="base")
        upgrade()
        check()
