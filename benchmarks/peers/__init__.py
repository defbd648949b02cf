"""The bookstore beside other programs that do the same work on the same tables, in one run.

`textbook`, `drf`, `fastapi_app` and `bare` are the peers (`tables` is what two of them share), `ours` is the bookstore;
`targets` lists them and `serving` starts them; `cases` is what is asked, `same` whether all answer alike, `race` who is
asked when, `load` asks, `measure` tells what it took, `report` and `chart` show it.
"""
