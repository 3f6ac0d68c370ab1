//! The model as a writer: for each voucher, library and model have the same entry and books, or the same code of refusal.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest_state_machine::{StateMachineTest, prop_state_machine};
use revolving_fund::{
    Balance, Books as LibraryBooks, Checks, Event as LibraryEvent, Fund, LoanStatus, LoanView, Place, Refusal,
};

use crate::auditor::difference;
use crate::club::{Club, Outcome, Step};
use crate::entries::Posting;
use crate::loans::{Life, Loan, months_after};
use crate::read::{Event, Field, MOST, Transfer};
use crate::rules::of_writers;
use crate::state::{Books, CLEARING, UNALLOCATED};

/// The books of the library, compared with those of the model.
pub(crate) struct Library;

impl StateMachineTest for Library {
    type SystemUnderTest = LibraryBooks;
    type Reference = Club;

    fn init_test(club: &Club) -> LibraryBooks {
        let mut books = LibraryBooks::new(club.header.clone());
        for voucher in &club.vouchers {
            books.record(voucher.clone()).unwrap();
        }
        books
    }

    fn apply(mut books: LibraryBooks, club: &Club, step: Step) -> LibraryBooks {
        Self::take(&mut books, club, &step);
        books
    }

    fn teardown(books: LibraryBooks, club: Club) {
        Self::close(&books, &club);
    }
}

impl Library {
    /// Compares the books as of an earlier day, then both audits of the file: they find only breaches named in `despite`.
    pub(crate) fn close(books: &LibraryBooks, club: &Club) {
        if let Some(record) = club.books.records.get(club.books.records.len() / 2) {
            let until = club.books.records.iter().take_while(|other| other.date <= record.date);
            let then = Books { header: club.books.header.clone(), records: until.cloned().collect() };
            let differences = differences(&books.as_of(record.date), &then, record.date);
            assert!(differences.is_empty(), "as of {}\n{}\n{}", record.date, differences.join("\n"), club.story());
        }
        let mut file = Vec::new();
        books.write(&mut file).unwrap();
        let later = club.books.day() + Days::new(75);
        for as_of in [None, Some(later)] {
            match difference(&file, as_of) {
                Ok(audit) => {
                    assert!(audit.findings.iter().all(|(_, finding)| finding.is_despite), "{:?}", audit.findings);
                }
                Err(story) => panic!("{story}"),
            }
        }
    }

    /// Applies a step that the model has applied, and compares the outcomes and the books.
    pub(crate) fn take(books: &mut LibraryBooks, club: &Club, step: &Step) {
        let before = books.clone();
        let checks = Checks::new();
        let checks = match step.today {
            Some(today) => checks.today(today),
            None => checks,
        };
        let outcome = match books.plan_with(step.voucher.clone(), &checks) {
            Ok(plan) if plan.is_booked() => {
                let id = &plan.record().id;
                Outcome::Again(before.records().position(|record| record.id == *id).unwrap())
            }
            Ok(plan) => {
                let record = plan.commit();
                let transfers = record.entry.transfers().iter().map(|transfer| Transfer {
                    debit: transfer.debit.to_string(),
                    credit: transfer.credit.to_string(),
                    amount: transfer.amount.dong().into(),
                });
                Outcome::Booked(transfers.collect())
            }
            Err(refusal) => {
                let code = of_writers().find(|code| *code == refusal.code());
                let code = code.unwrap_or_else(|| panic!("no writer meets {}", refusal.code()));
                if let Some(wrong) = club.wrong_about_the_largest(step, &refusal) {
                    panic!("{step:?}: {refusal}, but {wrong}\n{}", club.story());
                }
                Outcome::Refused(code)
            }
        };
        assert_eq!(outcome, club.outcome, "library, model: {step:?}\n{}", club.story());
        if !matches!(outcome, Outcome::Booked(_)) {
            assert!(*books == before, "{step:?} was not booked, and yet something changed");
        }
        let differences = differences(books, &club.books, club.books.day());
        assert!(differences.is_empty(), "after {step:?}\n{}\n{}", differences.join("\n"), club.story());
    }
}

impl Club {
    /// Returns a message if the largest amount of a refusal is not the largest that the model accepts.
    fn wrong_about_the_largest(&self, step: &Step, refusal: &Refusal) -> Option<String> {
        let field = match &step.voucher.event {
            LibraryEvent::RepaymentReceived(_) if refusal.code() == "interest-over-accrued" => "interest",
            LibraryEvent::LoanApproved(_) | LibraryEvent::RepaymentReceived(_) => "principal",
            LibraryEvent::MoneyCounted(_) => "",
            LibraryEvent::DuesReceived(_) => "each",
            _ => "amount",
        };
        let mut event = match refusal.code() {
            "date-in-future" | "date-out-of-range" | "duplicate-id" => Event { name: String::new(), fields: [].into() },
            _ => Event::of(&step.voucher.event),
        };
        let has_amount = event.fields.contains_key(field);
        let least = i128::from(event.name != "repayment_received");
        let is_beside_the_amount =
            refusal.code() == "amount-out-of-range" || event.is_carrying_in() || !step.despite().is_empty();
        let mut passes = |amount: i128| {
            event.fields.insert(field.to_owned(), Field::Number(amount));
            self.books.posting(&event) != Posting::Unwritable
                && self.books.refusal(step.voucher.date, &event, &step.despite()).is_none()
        };
        match refusal.largest().map(|largest| i128::from(largest.dong())) {
            Some(_) if !has_amount => Some("the event has no amount".into()),
            Some(largest) if !passes(largest) => Some(format!("{largest} does not pass")),
            Some(largest) if largest < MOST && passes(largest + 1) => Some(format!("{} passes too", largest + 1)),
            Some(_) => None,
            // The search ends at an amount that cannot be written. With a larger amount a carrying-in may be incomplete, and a code in
            // `despite` may be needed.
            None if !has_amount || is_beside_the_amount || passes(MOST) => None,
            None => {
                let mut tried = self.limits();
                tried.extend([0, 1]);
                let loan = step.voucher.event.loan().and_then(|name| self.books.loan(name.as_str()));
                tried.extend(
                    loan.iter()
                        .flat_map(|loan| [loan.outstanding(), loan.accrued(step.voucher.date), loan.recoverable()]),
                );
                let passing = tried.into_iter().filter(|amount| *amount >= least).find(|amount| passes(*amount));
                passing.map(|amount| format!("{amount} passes"))
            }
        }
    }
}

/// Lists the differences between the books of the library and those of the model.
fn differences(library: &LibraryBooks, model: &Books, day: NaiveDate) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: String, library: String, model: String| {
        if library != model {
            differences.push(format!("{what}: library {library}, model {model}"));
        }
    };
    compare("day".into(), library.day().to_string(), day.to_string());
    let accounts = library.ledger().accounts();
    let accounts: Vec<_> = accounts
        .iter()
        .map(|(account, turnover)| (account.to_string(), turnover.debit.dong(), turnover.credit.dong()))
        .collect();
    let turnovers = model.turnovers();
    let turnovers: Vec<_> =
        turnovers.iter().map(|(name, (debit, credit))| (name.to_string(), *debit, *credit)).collect();
    compare("turnovers".into(), format!("{accounts:?}"), format!("{turnovers:?}"));

    let ledger = library.ledger();
    let library_figures = [
        ledger.lendable(),
        ledger.free_operating(),
        ledger.unallocated_interest(),
        ledger.borrowings(),
        ledger.advances(),
        ledger.shortages(),
        ledger.carried_in(),
        ledger.loans(),
        ledger.money(Place::Cash),
        ledger.money(Place::Bank),
        ledger.fund(Fund::SeedGrant),
        ledger.fund(Fund::IncomeGrowth),
        ledger.fund(Fund::Operating),
    ]
    .map(Balance::dong);
    let model_figures = [
        model.lendable(),
        model.free_operating(),
        model.balance(UNALLOCATED),
        model.balance("liabilities:borrowings"),
        model.balance("assets:advances"),
        model.balance("assets:shortages"),
        model.balance(CLEARING),
        model.balance("assets:loans"),
        model.balance("assets:cash"),
        model.balance("assets:bank"),
        model.fund("seed-grant"),
        model.fund("income-growth"),
        model.fund("operating"),
    ];
    compare("figures".into(), format!("{library_figures:?}"), format!("{model_figures:?}"));

    let register = library.register();
    compare(
        "closed through".into(),
        format!("{:?}", register.closed_through()),
        format!("{:?}", model.closed_through()),
    );
    let received = register.seed_grant_received().dong();
    compare("seed grant received".into(), received.to_string(), model.seed_grant_received().to_string());
    let collected = register.interest_collected().dong();
    compare("interest collected".into(), collected.to_string(), model.interest_collected().to_string());
    compare("members".into(), register.members_present().to_string(), model.members().to_string());
    compare_members(library, model, day, &mut compare);
    compare("number of loans".into(), library.loans().count().to_string(), model.loans().len().to_string());
    for (view, loan) in library.loans().zip(model.loans()) {
        for day in [day, months_after(day, 1), months_after(day, 2) + Days::new(1)] {
            compare(format!("loan on {day}"), figures_of_view(view, day), figures_of_loan(&loan, day));
        }
    }
    differences
}

fn figures_of_view(view: LoanView<'_>, day: NaiveDate) -> String {
    let view = view.on(day).unwrap();
    let (owed, course) = (view.owed(), view.loan().course());
    format!(
        "{} of {} {:?} outstanding {} accrued {} due {} principal due {} late {} written off {} recovered {} recoverable {} \
         paid {} rescheduled {}",
        view.id(),
        view.loan().member(),
        view.status(),
        owed.outstanding.dong(),
        owed.accrued.dong(),
        owed.interest_due.dong(),
        owed.principal_due.dong(),
        view.days_past_due(),
        course.written_off().dong(),
        course.recovered().dong(),
        course.recoverable().dong(),
        course.interest_paid().dong() + course.interest_waived().dong(),
        course.times_rescheduled() > 0,
    )
}

fn compare_members(
    library: &LibraryBooks,
    model: &Books,
    day: NaiveDate,
    compare: &mut impl FnMut(String, String, String),
) {
    for (name, member) in library.register().members() {
        let name = name.as_str();
        let owes = model.loans_of(name).iter().any(|loan| loan.recoverable() > 0);
        let of_the_model = (model.is_member(name), model.exposure(name), model.open_loans(name, day), owes);
        let open = i128::from(member.open_loans());
        let of_the_library = (member.is_present(), member.exposure().dong(), open, member.owes_written_off());
        compare(format!("member {name}"), format!("{of_the_library:?}"), format!("{of_the_model:?}"));
    }
}

fn figures_of_loan(loan: &Loan<'_>, day: NaiveDate) -> String {
    let status = match loan.life() {
        Life::Approved => LoanStatus::Approved,
        Life::Cancelled => LoanStatus::Cancelled,
        Life::WrittenOff => LoanStatus::WrittenOff,
        Life::Running if loan.is_settled(day) => LoanStatus::Settled,
        Life::Running => LoanStatus::Disbursed,
    };
    format!(
        "{} of {} {status:?} outstanding {} accrued {} due {} principal due {} late {} written off {} recovered {} recoverable {} \
         paid {} rescheduled {}",
        loan.name,
        loan.member(),
        loan.outstanding(),
        loan.accrued(day),
        loan.interest_due(day),
        loan.principal_due(day),
        loan.days_past_due(day),
        loan.written_off(),
        loan.recovered(),
        loan.recoverable(),
        loan.interest_paid(),
        loan.is_rescheduled(),
    )
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(crate::cases(60)) })]

    #[test]
    fn the_library_books_what_the_model_expects(sequential 1..80 => Library);
}
