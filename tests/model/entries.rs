//! Sections 5 and 7: the entry of every event, and how interest is allocated.

use crate::loans::Loan;
use crate::read::{Event, MOST, ONE, Transfer};
use crate::state::{Books, CLEARING, UNALLOCATED, is_origin};

type Transfers = Vec<(String, String, i128)>;

/// The entry of an event, or the reason why it has none.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Posting {
    /// The loan or the record that it names is unknown.
    Unknown,
    /// An amount is out of the bounds of section 1.
    Unwritable,
    Entry(Vec<Transfer>),
}

impl Posting {
    /// Returns the entry; empty if there is none.
    pub(crate) fn entry(self) -> Vec<Transfer> {
        if let Self::Entry(entry) = self { entry } else { Vec::new() }
    }
}

impl Books {
    /// Returns the entry that the specification gives for an event.
    pub(crate) fn posting(&self, event: &Event) -> Posting {
        let Some(transfers) = self.transfers(event) else { return Posting::Unknown };
        let transfers: Transfers = transfers.into_iter().filter(|(_, _, amount)| *amount != 0).collect();
        if transfers.iter().any(|(_, _, amount)| !(1..=MOST).contains(amount)) {
            return Posting::Unwritable;
        }
        Posting::Entry(
            transfers.into_iter().map(|(debit, credit, amount)| Transfer { debit, credit, amount }).collect(),
        )
    }

    fn transfers(&self, event: &Event) -> Option<Transfers> {
        let loan = match event.loan() {
            Some(name) if !is_origin(event) => Some(self.loan(name)?),
            _ => None,
        };
        let amount = || event.number("amount");
        let place_in = |field: &str| format!("assets:{}", event.word(field));
        let (into, out_of) = (|| place_in("into"), || place_in("out_of"));
        let owed = || format!("assets:loans:{}", event.word("loan"));
        let advance = || format!("assets:advances:{}", event.word("member"));
        let shortage = || format!("assets:shortages:{}", event.word("member"));
        let lender = || format!("liabilities:borrowings:{}", event.word("lender"));
        let fund = || format!("funds:{}", event.word("fund"));
        let spent = || format!("expenses:{}", event.word("area"));
        let [seed, growth, operating] =
            ["seed-grant", "income-growth", "operating"].map(|fund| format!("funds:{fund}"));
        let (clearing, interest) = (CLEARING.to_owned(), UNALLOCATED.to_owned());
        let (cash, bank) = ("assets:cash".to_owned(), "assets:bank".to_owned());
        Some(match event.name.as_str() {
            "funds_carried_in" => vec![
                (cash, clearing.clone(), event.number("cash")),
                (bank, clearing.clone(), event.number("bank")),
                (clearing.clone(), seed, event.number("seed_grant")),
                (clearing.clone(), growth, event.number("income_growth")),
                (clearing.clone(), operating, event.number("operating")),
                (clearing, interest, event.number("unallocated_interest")),
            ],
            "advance_carried_in" => vec![(advance(), clearing, amount())],
            "shortage_carried_in" => vec![(shortage(), clearing, amount())],
            "borrowing_carried_in" => vec![(clearing, lender(), amount())],
            "loan_carried_in" => vec![(owed(), clearing, event.number("outstanding"))],
            "seed_grant_received" => vec![(into(), seed, amount())],
            "seed_grant_returned" => vec![(seed, out_of(), amount())],
            "seed_grant_restored" => vec![(growth, seed, amount())],
            "donation_received" => through(into(), "income:donations", fund(), amount()),
            "dues_received" => {
                let members = i128::try_from(event.names("members").len()).unwrap();
                let dues = event.number("each") * members * event.number_or("months", 1);
                through(into(), "income:dues", operating, dues)
            }
            "other_income_received" => through(into(), "income:other", fund(), amount()),
            "borrowing_received" => vec![(into(), lender(), amount())],
            "borrowing_repaid" => vec![(lender(), out_of(), amount())],
            "borrowing_forgiven" => through(lender(), "income:donations", growth, amount()),
            "loan_disbursed" => vec![(owed(), out_of(), loan?.principal())],
            "repayment_received" => {
                let mut transfers = vec![
                    (into(), owed(), event.number("principal")),
                    (into(), interest.clone(), event.number("interest")),
                ];
                if let Some((allocated, to_growth)) = self.allocation(event) {
                    transfers.push((interest.clone(), growth, to_growth));
                    transfers.push((interest, operating, allocated - to_growth));
                }
                transfers
            }
            "interest_allocated" => {
                let (allocated, to_growth) = self.allocation(event)?;
                vec![(interest.clone(), growth, to_growth), (interest, operating, allocated - to_growth)]
            }
            "loan_written_off" => {
                // A loan with a negative outstanding amount has no loss.
                let lost = loan?.outstanding().max(0);
                self.loss("expenses:loan-losses", owed(), lost, "income-growth")
            }
            "recovery_received" => {
                let to_seed = self.recovered_to_seed_grant(&loan?, amount());
                let recoveries = "income:recoveries".to_owned();
                vec![
                    (into(), recoveries.clone(), amount()),
                    (recoveries.clone(), seed, to_seed),
                    (recoveries, growth, amount() - to_seed),
                ]
            }
            "operating_spent" => vec![(spent(), out_of(), amount()), (operating, spent(), amount())],
            "advance_paid" => vec![(advance(), out_of(), amount())],
            "advance_spent" => vec![(spent(), advance(), amount()), (operating, spent(), amount())],
            "advance_returned" => vec![(into(), advance(), amount())],
            "operating_capitalised" => vec![(operating, growth, amount())],
            "capital_handed_over" => vec![(growth, out_of(), amount())],
            "shortage_found" if event.word("borne_by") == "keeper" => {
                vec![(shortage(), place_in("place"), amount())]
            }
            "shortage_found" => self.loss("expenses:shortages", place_in("place"), amount(), event.word("borne_by")),
            "shortage_repaid" => vec![(into(), shortage(), amount())],
            "shortage_released" => self.loss("expenses:shortages", shortage(), amount(), event.word("borne_by")),
            "surplus_found" => through(place_in("place"), "income:other", growth, amount()),
            "cash_deposited" => vec![(bank, cash, amount())],
            "cash_withdrawn" => vec![(cash, bank, amount())],
            "reversed" => {
                let (_, target) = self.record(event.word("record"))?;
                target.entry.iter().map(|t| (t.credit.clone(), t.debit.clone(), t.amount)).collect()
            }
            _ => Vec::new(),
        })
    }

    /// Returns the transfers of a loss of an asset, borne by the operating fund or by capital.
    fn loss(&self, expense: &str, asset: String, lost: i128, borne_by: &str) -> Transfers {
        let expense = expense.to_owned();
        let mut transfers = vec![(expense.clone(), asset, lost)];
        if borne_by == "operating" {
            transfers.push(("funds:operating".to_owned(), expense, lost));
        } else {
            let of_seed = self.borne_by_seed_grant(lost);
            transfers.push(("funds:income-growth".to_owned(), expense.clone(), lost - of_seed));
            transfers.push(("funds:seed-grant".to_owned(), expense, of_seed));
        }
        transfers
    }

    /// Returns the part of a loss to capital borne by the seed grant: the part that income growth does not cover, at most the balance of
    /// the grant.
    pub(crate) fn borne_by_seed_grant(&self, lost: i128) -> i128 {
        let (growth, seed) = (self.fund("income-growth").max(0), self.fund("seed-grant").max(0));
        seed.min((lost - growth).max(0))
    }

    /// Returns the shortfall of the seed grant: received less returned less its balance; negative if its balance is larger.
    pub(crate) fn seed_grant_lacks(&self) -> i128 {
        self.whole_seed_grant() - self.fund("seed-grant")
    }

    /// Returns the part of a recovery that goes back to the seed grant.
    pub(crate) fn recovered_to_seed_grant(&self, loan: &Loan<'_>, amount: i128) -> i128 {
        amount.min(loan.to_restore()).min(self.seed_grant_lacks()).max(0)
    }

    /// Returns the amount A that an event allocates and its part g for the income-growth fund; `None` if it allocates no interest.
    pub(crate) fn allocation(&self, event: &Event) -> Option<(i128, i128)> {
        let allocated = match event.name.as_str() {
            "repayment_received" if self.charter().on_receipt => event.number("interest"),
            "interest_allocated" => self.balance(UNALLOCATED).max(0),
            _ => return None,
        };
        let (t, g) = self.count();
        let share = self.charter().to_income_growth;
        // Rounded up.
        let whole = ((t + allocated) * share + ONE - 1).div_euclid(ONE);
        Some((allocated, (whole - g).clamp(0, allocated)))
    }
}

/// Makes two transfers through a nominal account: Dr `debit` Cr `nominal`, Dr `nominal` Cr `credit`.
fn through(debit: String, nominal: &str, credit: String, amount: i128) -> Transfers {
    vec![(debit, nominal.to_owned(), amount), (nominal.to_owned(), credit, amount)]
}
