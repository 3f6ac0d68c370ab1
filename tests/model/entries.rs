//! Sections 5 and 7: the entry of every event, and how interest is allocated.

use crate::read::{Event, ONE, Transfer};
use crate::state::Books;

impl Books {
    /// The entry that the specification gives for an event; `None` where the loan or the record that it names is unknown.
    pub(crate) fn entry(&self, event: &Event) -> Option<Vec<Transfer>> {
        let loan = match event.loan() {
            Some(name) if event.name != "loan_approved" => Some(self.loan(name)?),
            _ => None,
        };
        let amount = || event.number("amount");
        let into = || format!("assets:{}", event.word("into"));
        let out_of = || format!("assets:{}", event.word("out_of"));
        let place = || format!("assets:{}", event.word("place"));
        let fund = || format!("funds:{}", event.word("fund"));
        let lender = || format!("liabilities:borrowings:{}", event.word("lender"));
        let (seed, growth, operating) =
            ("funds:seed-grant".to_owned(), "funds:income-growth".to_owned(), "funds:operating".to_owned());
        let nominal = |name: &str| name.to_owned();
        let interest = "income:loan-interest".to_owned();
        let transfers = match event.name.as_str() {
            "seed_grant_received" => vec![(into(), seed, amount())],
            "seed_grant_returned" => vec![(seed, out_of(), amount())],
            "donation_received" => through(into(), nominal("income:donations"), fund(), amount()),
            "dues_received" => through(into(), nominal("income:dues"), operating, amount()),
            "other_income_received" => through(into(), nominal("income:other"), fund(), amount()),
            "borrowing_received" => vec![(into(), lender(), amount())],
            "borrowing_repaid" => vec![(lender(), out_of(), amount())],
            "borrowing_forgiven" => through(lender(), nominal("income:donations"), growth, amount()),
            "loan_disbursed" => {
                let loan = loan.as_ref()?;
                vec![(format!("assets:loans:{}", loan.name), out_of(), loan.principal)]
            }
            "repayment_received" => {
                let mut transfers = vec![
                    (into(), format!("assets:loans:{}", event.word("loan")), event.number("principal")),
                    (into(), interest.clone(), event.number("interest")),
                ];
                if let Some((allocated, to_growth)) = self.allocation(event) {
                    transfers.push((interest.clone(), growth, to_growth));
                    transfers.push((interest, operating, allocated - to_growth));
                }
                transfers
            }
            "interest_allocated" => {
                let (allocated, to_growth) = self.allocation(event).unwrap();
                vec![(interest.clone(), growth, to_growth), (interest, operating, allocated - to_growth)]
            }
            "loan_written_off" => {
                let loan = loan.as_ref()?;
                let lost = loan.outstanding();
                let of_growth = lost.min(self.fund("income-growth").max(0));
                let losses = nominal("expenses:loan-losses");
                vec![
                    (losses.clone(), format!("assets:loans:{}", loan.name), lost),
                    (growth, losses.clone(), of_growth),
                    (seed, losses, lost - of_growth),
                ]
            }
            "recovery_received" => {
                let to_seed = amount().min(loan.as_ref()?.to_restore.max(0));
                let recoveries = nominal("income:recoveries");
                vec![
                    (into(), recoveries.clone(), amount()),
                    (recoveries.clone(), seed, to_seed),
                    (recoveries, growth, amount() - to_seed),
                ]
            }
            "operating_spent" => {
                let spent = format!("expenses:{}", event.word("area"));
                vec![(spent.clone(), out_of(), amount()), (operating, spent, amount())]
            }
            "operating_capitalised" => vec![(operating, growth, amount())],
            "capital_handed_over" => vec![(growth, out_of(), amount())],
            "shortage_found" => {
                let shortages = nominal("expenses:shortages");
                let mut transfers = vec![(shortages.clone(), place(), amount())];
                if event.word("borne_by") == "operating" {
                    transfers.push((operating, shortages, amount()));
                } else {
                    let of_growth = amount().min(self.fund("income-growth").max(0));
                    transfers.push((growth, shortages.clone(), of_growth));
                    transfers.push((seed, shortages, amount() - of_growth));
                }
                transfers
            }
            "surplus_found" => through(place(), nominal("income:other"), operating, amount()),
            "cash_deposited" => vec![(nominal("assets:bank"), nominal("assets:cash"), amount())],
            "cash_withdrawn" => vec![(nominal("assets:cash"), nominal("assets:bank"), amount())],
            "reversed" => {
                let (_, target) = self.record(event.word("record"))?;
                target.entry.iter().map(|t| (t.credit.clone(), t.debit.clone(), t.amount)).collect()
            }
            _ => Vec::new(),
        };
        let transfers = transfers.into_iter().filter(|(_, _, amount)| *amount > 0);
        Some(transfers.map(|(debit, credit, amount)| Transfer { debit, credit, amount }).collect())
    }

    /// What an event allocates, A, and what of that goes to the income-growth fund, g; `None` if it is no allocation.
    pub(crate) fn allocation(&self, event: &Event) -> Option<(i128, i128)> {
        let allocated = match event.name.as_str() {
            "repayment_received" if self.charter().on_receipt => event.number("interest"),
            "interest_allocated" => self.balance("income:loan-interest").max(0),
            _ => return None,
        };
        let (t, g) = self.count();
        let share = self.charter().to_income_growth;
        // Rounded up.
        let whole = ((t + allocated) * share + ONE - 1).div_euclid(ONE);
        Some((allocated, (whole - g).clamp(0, allocated)))
    }
}

/// Two transfers through a nominal account: Dr `debit` Cr `nominal`, Dr `nominal` Cr `credit`.
fn through(debit: String, nominal: String, credit: String, amount: i128) -> Vec<(String, String, i128)> {
    vec![(debit, nominal.clone(), amount), (nominal, credit, amount)]
}
