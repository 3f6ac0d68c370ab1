//! Statements of the shipped clubs in both languages, small enough to be checked by hand. The second implementation computes the same
//! figures; these pages pin the texts that a person reads.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use revolving_fund::statement::{Statement, StatementOptions};
use revolving_fund::table::{Language, of_answer};
use revolving_fund::{Audit, parse_date};

/// Writes statements of a shipped file, each with the options that its line names, in one language.
fn pages(file: &str, runs: &[(Statement, &[(&str, &str)])], language: Language) -> String {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(file)).unwrap();
    let mut text = String::new();
    for (statement, arguments) in runs {
        let mut options = StatementOptions::default();
        for (name, value) in *arguments {
            match *name {
                "as-of" => options.as_of = parse_date(value).ok(),
                "from" => options.from = parse_date(value).ok(),
                "through" => options.through = parse_date(value).ok(),
                "month" => options.month = value.parse().ok(),
                "loan" => options.loan = value.parse().ok(),
                "member" => options.member = value.parse().ok(),
                "account" => options.account = Some((*value).to_owned()),
                other => panic!("{other} is not an option of these pages"),
            }
        }
        let report = statement.of(file, &bytes, &options).unwrap();
        assert_eq!(report.findings, Audit::as_of(bytes.as_slice(), report.through.unwrap()).unwrap().findings().len());
        writeln!(text, "#### {statement} {arguments:?}\n").unwrap();
        for table in of_answer(&report, &|_| None).unwrap().iter().skip(1) {
            writeln!(text, "{}", table.to_text(language)).unwrap();
        }
    }
    text
}

macro_rules! golden {
    ($($english:ident, $vietnamese:ident: $file:literal [$($statement:ident $arguments:expr,)+])+) => {$(
        #[test]
        fn $english() {
            insta::assert_snapshot!(pages($file, &[$((Statement::$statement, &$arguments)),+], Language::English));
        }

        #[test]
        fn $vietnamese() {
            insta::assert_snapshot!(pages($file, &[$((Statement::$statement, &$arguments)),+], Language::Vietnamese));
        }
    )+};
}

golden! {
    a_club_without_a_grant, clb_khong_co_von_cap: "books/no-grant.jsonl" [
        Position [],
        Income [],
        CashBook [("from", "2024-12-01")],
        ReceiptsPayments [],
        FundChanges [],
        TrialBalance [],
        Borrowings [],
        Dues [],
        LoanRegister [],
        Ageing [],
        Maturities [],
        Indicators [],
    ]
    a_month_of_a_first_year, mot_thang_cua_nam_dau: "books/first-year.jsonl" [
        Position [("as-of", "2024-09-30")],
        CashBook [("from", "2024-09-01"), ("through", "2024-09-30")],
        AccountLedger [("account", "assets:bank"), ("from", "2024-09-01"), ("through", "2024-09-30")],
        Dcb [("from", "2024-09-01"), ("through", "2024-09-30")],
        Journal [("from", "2024-09-13"), ("through", "2024-09-13")],
    ]
    interest_allocated_at_the_meeting, lai_phan_bo_tai_buoi_hop: "books/at-meeting.jsonl" [
        FundChanges [("from", "2024-09-01")],
        Income [("from", "2024-09-01")],
    ]
    a_club_that_closes, clb_giai_the: "books/closing.jsonl" [
        Position [],
        ReceiptsPayments [],
        FundChanges [],
        LoanCard [("loan", "V004")],
        Members [],
    ]
    a_club_in_trouble, clb_gap_kho_khan: "trouble/books.jsonl" [
        Arrears [],
        Corrections [("from", "2025-04-01")],
        LoanCard [("loan", "V-0017")],
        MemberStatement [("member", "TV-036"), ("from", "2025-01-01")],
        Confirmations [],
        Advances [],
    ]
}
