//! The model as a writer: it foretells whether a voucher is booked, with which entry, and the books after it; or why not.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use proptest_state_machine::{StateMachineTest, prop_state_machine};
use revolving_fund::{Balance, Books as LibraryBooks, Checks, Event as LibraryEvent, Fund, LoanStatus, Refusal};

use crate::auditor::difference;
use crate::club::{Club, Outcome, Step};
use crate::loans::{Life, Loan, months_after};
use crate::read::{Event, Field, MOST, Transfer};
use crate::rules::of_writers;
use crate::state::Books;

/// The library beside the model.
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
    /// Looks back at an earlier day; then writes the books, and has both audit them: nothing is found but counts that differ.
    pub(crate) fn close(books: &LibraryBooks, club: &Club) {
        if let Some(record) = club.books.records.get(club.books.records.len() / 2) {
            let until = club.books.records.iter().filter(|other| other.date <= record.date);
            let then = Books { header: club.books.header.clone(), records: until.cloned().collect() };
            let differences = differences(&books.as_of(record.date), &then, record.date);
            assert!(differences.is_empty(), "as of {}\n{}\n{}", record.date, differences.join("\n"), club.story());
        }
        let mut file = Vec::new();
        books.write(&mut file).unwrap();
        match difference(&file, None) {
            Ok(audit) => {
                assert!(audit.findings.iter().all(|(_, code)| *code == "count-differs"), "{:?}", audit.findings);
            }
            Err(story) => panic!("{story}"),
        }
    }

    /// Takes a step that the model has taken, and compares what became of it and the books after it.
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
                    panic!("{step:?}: {refusal}, but {wrong}");
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
    /// Where the largest amount that a refusal names is not the largest that the model accepts.
    fn wrong_about_the_largest(&self, step: &Step, refusal: &Refusal) -> Option<String> {
        let field = match &step.voucher.event {
            LibraryEvent::RepaymentReceived(_) if refusal.code() == "interest-over-accrued" => "interest",
            LibraryEvent::LoanApproved(_) | LibraryEvent::RepaymentReceived(_) => "principal",
            LibraryEvent::MoneyCounted(_) => "",
            _ => "amount",
        };
        let mut event = match refusal.code() {
            "date-out-of-range" | "duplicate-id" => Event { name: String::new(), fields: [].into() },
            _ => Event::of(&step.voucher.event),
        };
        let has_amount = event.fields.contains_key(field);
        let least = i128::from(event.name != "repayment_received");
        let mut passes = |amount: i128| {
            event.fields.insert(field.to_owned(), Field::Number(amount));
            self.books.refusal(step.voucher.date, &event, step.today).is_none()
        };
        match refusal.largest().map(|largest| i128::from(largest.dong())) {
            Some(_) if !has_amount => Some("the event has no amount".into()),
            Some(largest) if !passes(largest) => Some(format!("{largest} does not pass")),
            Some(largest) if largest < MOST && passes(largest + 1) => Some(format!("{} passes too", largest + 1)),
            Some(_) => None,
            None if !has_amount => None,
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

/// Where the books of the library are not those of the model.
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
    let figures = [ledger.lendable(), ledger.unallocated_interest(), ledger.borrowings(), ledger.loans()];
    let figures =
        [figures.as_slice(), &[Fund::SeedGrant, Fund::IncomeGrowth, Fund::Operating].map(|fund| ledger.fund(fund))];
    let library_figures: Vec<i128> = figures.concat().into_iter().map(Balance::dong).collect();
    let model_figures = vec![
        model.lendable(),
        model.balance("income:loan-interest"),
        model.balance("liabilities:borrowings"),
        model.balance("assets:loans"),
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
            let view = view.on(day);
            let standing = view.standing();
            let told = format!(
                "{} of {} {:?} outstanding {} accrued {} due {} principal due {} late {} written off {} recovered {} paid {} \
                 waived {} rescheduled {}",
                view.id(),
                view.loan().member(),
                view.status(),
                standing.outstanding.dong(),
                standing.accrued.dong(),
                standing.interest_due.dong(),
                standing.principal_due.dong(),
                view.days_past_due(),
                view.loan().written_off().dong(),
                view.loan().recovered().dong(),
                view.loan().interest_paid().dong(),
                view.loan().interest_waived().dong(),
                view.loan().is_rescheduled(),
            );
            compare(format!("loan on {day}"), told, tell(&loan, day));
        }
    }
    differences
}

fn compare_members(
    library: &LibraryBooks,
    model: &Books,
    day: NaiveDate,
    compare: &mut impl FnMut(String, String, String),
) {
    for (name, member) in library.register().members() {
        let loans: Vec<Loan> = model.loans().into_iter().filter(|loan| loan.member == name.as_str()).collect();
        let owes = loans.iter().any(|loan| loan.life == Life::WrittenOff && loan.recoverable() > 0);
        let foretold = (
            model.is_member(name.as_str()),
            loans.iter().map(Loan::exposure).sum::<i128>(),
            loans.iter().filter(|loan| loan.is_open(day)).count(),
            owes,
        );
        let open = usize::try_from(member.open_loans()).unwrap();
        let told = (member.is_present(), member.exposure().dong(), open, member.owes_written_off());
        compare(format!("member {name}"), format!("{told:?}"), format!("{foretold:?}"));
    }
}

/// A loan as the library tells it.
fn tell(loan: &Loan, day: NaiveDate) -> String {
    let status = match loan.life {
        Life::Approved => LoanStatus::Approved,
        Life::Cancelled => LoanStatus::Cancelled,
        Life::WrittenOff => LoanStatus::WrittenOff,
        Life::Disbursed if loan.is_settled(day) => LoanStatus::Settled,
        Life::Disbursed => LoanStatus::Disbursed,
    };
    // Of a loan written off nothing is claimed.
    let is_claimed = loan.life == Life::Disbursed;
    let claimed = |figure: i128| if is_claimed { figure } else { 0 };
    format!(
        "{} of {} {status:?} outstanding {} accrued {} due {} principal due {} late {} written off {} recovered {} paid {} \
         waived {} rescheduled {}",
        loan.name,
        loan.member,
        loan.outstanding(),
        loan.accrued(day),
        claimed(loan.interest_due(day)),
        claimed(loan.principal_due(day)),
        if is_claimed { loan.days_past_due(day) } else { 0 },
        loan.written_off,
        loan.recovered,
        loan.paid,
        loan.waived,
        loan.rescheduled,
    )
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(crate::cases(60)) })]

    #[test]
    fn the_library_books_what_the_model_foretells(sequential 1..80 => Library);
}
