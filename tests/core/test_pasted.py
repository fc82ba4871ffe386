from django import forms

from core.pasted import InWords, Problem, check_rows, match, parse_table

COLUMNS = {
    "name": ["naam", "name"],
    "email": ["e-mail", "e-mailadres"],
    "party": ["fractie", "partij", "party"],
}


def values(table):
    return [row.values for row in table.rows]


def test_a_copy_from_a_spreadsheet_is_read_by_its_headings_in_any_order():
    table = parse_table("E-mail\tNaam\r\njan@x.example\tJan de Boer\r\n", COLUMNS)
    assert values(table) == [{"name": "Jan de Boer", "email": "jan@x.example", "party": ""}]
    assert (table.problems, table.columns) == ([], ["email", "name"])


def test_without_headings_the_columns_stand_in_the_given_order():
    table = parse_table("Jan\tjan@x.example\nPiet", COLUMNS)
    assert [(row.line, row.values["name"], row.values["email"]) for row in table.rows] == [
        (1, "Jan", "jan@x.example"),
        (2, "Piet", ""),
    ]


def test_headings_may_be_written_in_any_way():
    table = parse_table(" FRACTIE ;E-Mail;nááM\nSP;a@x.example;Ans", COLUMNS)
    assert values(table) == [{"party": "SP", "email": "a@x.example", "name": "Ans"}]


def test_semicolons_of_dutch_excel_leave_commas_in_a_cell_alone():
    table = parse_table("naam;fractie\nJansen, Piet;Groep Jansen, Bos", COLUMNS)
    assert values(table)[0] == {"name": "Jansen, Piet", "email": "", "party": "Groep Jansen, Bos"}


def test_quotes_keep_a_comma_a_quote_and_a_new_line_in_one_cell():
    table = parse_table('naam,fractie\n"Jansen, ""Piet""","Stad\r\nen land"\nAns,SP', COLUMNS)
    assert values(table)[0]["name"] == 'Jansen, "Piet"'
    assert values(table)[0]["party"] == "Stad\nen land"
    assert [row.line for row in table.rows] == [2, 4]


def test_empty_rows_are_left_out_and_lines_are_still_counted():
    table = parse_table("\ufeffnaam\n\n  \nJan\n\t\n", COLUMNS)
    assert [(row.line, row.values["name"]) for row in table.rows] == [(4, "Jan")]


def test_a_quote_that_never_closes_is_told_with_its_line_and_swallows_nothing_silently():
    table = parse_table('naam,fractie\nAns,SP\n"Jan,SP\nPiet,SP', COLUMNS)
    assert [row.values["name"] for row in table.rows] == ["Ans"]
    assert [problem.line for problem in table.problems] == [3]


def test_an_unknown_heading_is_named_as_skipped():
    table = parse_table("naam\tschoenmaat\nJan\t43", COLUMNS)
    assert (table.skipped, table.problems, values(table)[0]["name"]) == (["schoenmaat"], [], "Jan")


def test_a_heading_that_stands_twice_is_a_problem():
    assert parse_table("naam\tname\nJan\tPiet", COLUMNS).problems == [
        Problem(1, "name", "Deze kolom staat er twee keer.")
    ]


def test_more_cells_than_columns_is_a_problem_at_that_line():
    table = parse_table("naam\nJan\nPiet\tx", COLUMNS)
    assert [(problem.line, problem.column) for problem in table.problems] == [(3, "")]
    assert [row.line for row in table.rows] == [2]


def test_too_many_rows_is_a_problem_at_the_first_that_is_too_many():
    table = parse_table("Jan\n" * 4, COLUMNS, max_rows=3)
    assert (len(table.rows), [problem.line for problem in table.problems]) == (3, [4])


def test_a_cell_of_a_megabyte_is_a_problem_and_not_a_crash():
    assert parse_table("x" * 1_000_000, COLUMNS).problems


def test_nothing_pasted_is_an_empty_table():
    for text in ["", "  \n\t\n", "naam\tfractie"]:
        assert parse_table(text, COLUMNS).rows == []


def test_a_word_is_matched_however_it_is_written():
    names = {"own": ["Eigen fiets"], "none": ["Ik fiets niet", "geen"]}
    assert [match(word, names) for word in ["eigen-fiets", "GEEN", "own", "", "bus"]] == [
        "own",
        "none",
        "own",
        None,
        None,
    ]


class RowForm(forms.Form):
    name = forms.CharField(label="Naam", max_length=10)
    email = forms.EmailField(label="E-mail", required=False)
    party = InWords(
        label="Fractie",
        required=False,
        choices=[("", "–"), ("gl", "GroenLinks"), ("sp", "SP")],
        also={"gl": ["groen"]},
    )


def test_rows_go_through_a_form_and_each_error_has_its_line_and_column():
    table = parse_table("naam;e-mail;fractie\nAns;ans@x.example;Groen\n;geen adres;X\nPiet;;sp", COLUMNS)
    good = check_rows(table, RowForm)
    assert [(row.line, row.data["party"]) for row in good] == [(2, "gl"), (4, "sp")]
    assert [(problem.line, problem.column) for problem in table.problems] == [
        (3, "Naam"),
        (3, "E-mail"),
        (3, "Fractie"),
    ]
    assert "GroenLinks, SP" in table.problems[2].sentence


def test_the_same_person_in_two_rows_is_a_problem_at_the_second():
    table = parse_table("Ans;ans@x.example\nPiet;\nans;Ans@X.example\nPiet;", COLUMNS)
    check_rows(table, RowForm, once=["name", "email"])
    assert [(problem.line, problem.sentence) for problem in table.problems] == [
        (3, "Dit staat ook al op regel 1.")
    ]
