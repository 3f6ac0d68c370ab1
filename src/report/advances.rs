//! Advances to members (tạm ứng) and shortages of keepers (thiếu quỹ phải bồi thường).

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::figure::{Figure, NoTape};
use super::iso_or_null;
use super::ledger_account::LedgerAccount;
use super::span::{BooksOfPeriod, counted_under};
use crate::account::Account;
use crate::books::Line;
use crate::event::EventKind;
use crate::money::Balance;
use crate::name::{MemberId, Text};

/// Money of the club in the hands of members, and the shortages that keepers have to make good, in a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct Advances<A = Balance> {
    pub rows: Vec<HolderRow<AdvanceColumns<A>>>,
    pub total: AdvanceColumns<A>,
    pub shortages: Vec<HolderRow<ShortageColumns<A>>>,
    pub shortages_total: ShortageColumns<A>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[allow(missing_docs, reason = "the struct says what the fields are")]
#[non_exhaustive]
pub struct HolderRow<C> {
    pub member: MemberId,
    pub name: Option<Text>,
    pub is_member: bool,
    #[serde(flatten)]
    pub amounts: C,
    /// The day of the oldest amount that is still open, the latest amounts being open last.
    #[serde(serialize_with = "iso_or_null")]
    pub oldest_open: Option<NaiveDate>,
    pub days_open: i64,
}

/// The columns of a statement that rolls balances forward, declared by [`rolled_forward_columns`].
pub(super) trait Columns: Copy + Default + PartialEq {
    /// The amount of a column.
    type Amount: Figure;
    /// Returns the column in which an event counts, and whether it shows decreases as positive.
    fn column(&mut self, kind: Option<EventKind>) -> (&mut Self::Amount, bool);
    /// Returns opening and closing.
    fn ends(&mut self) -> (&mut Self::Amount, &mut Self::Amount);
    /// Adds the columns of another row.
    fn add(&mut self, other: &Self);
}

/// Declares the columns of a statement that rolls balances forward: opening, carried in, one column for each event, other, closing.
macro_rules! rolled_forward_columns {
    ($(#[doc = $doc:literal])+ $name:ident { $( $column:ident: $event:ident, shows $what:ident; )+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
        #[allow(missing_docs, reason = "the struct says what the fields are")]
        pub struct $name<A = Balance> {
            pub opening: A,
            pub carried_in: A,
            $( pub $column: A, )+
            pub other: A,
            pub closing: A,
        }

        impl<A: crate::report::figure::Figure> crate::report::advances::Columns for $name<A> {
            type Amount = A;

            fn column(&mut self, kind: Option<EventKind>) -> (&mut A, bool) {
                match kind {
                    Some(kind) if kind.is_carried_in() => (&mut self.carried_in, false),
                    $( Some(EventKind::$event) => (&mut self.$column, stringify!($what) == "decreases"), )+
                    _ => (&mut self.other, false),
                }
            }

            fn ends(&mut self) -> (&mut A, &mut A) {
                (&mut self.opening, &mut self.closing)
            }

            fn add(&mut self, other: &Self) {
                self.opening += other.opening;
                self.carried_in += other.carried_in;
                $( self.$column += other.$column; )+
                self.other += other.other;
                self.closing += other.closing;
            }
        }
    };
}
pub(super) use rolled_forward_columns;

rolled_forward_columns! {
    /// The movements of advances. Decreases are shown as positive.
    AdvanceColumns {
        paid: AdvancePaid, shows increases;
        spent: AdvanceSpent, shows decreases;
        returned: AdvanceReturned, shows decreases;
    }
}

rolled_forward_columns! {
    /// The movements of shortages. Decreases are shown as positive.
    ShortageColumns {
        found: ShortageFound, shows increases;
        repaid: ShortageRepaid, shows decreases;
        released: ShortageReleased, shows decreases;
    }
}

impl Advances {
    /// Returns advances and shortages of a period.
    #[must_use]
    pub fn of(books: &BooksOfPeriod) -> Self {
        Self::compute(books, NoTape)
    }
}

impl<A: Figure> Advances<A> {
    pub(crate) fn compute(books: &BooksOfPeriod, tape: A::Tape) -> Self {
        let ledger = books.closing().ledger();
        let advances: Vec<&MemberId> = ledger.advance_holders().map(|(member, _)| member).collect();
        let shortages: Vec<&MemberId> = ledger.shortage_bearers().map(|(member, _)| member).collect();
        let (rows, total) = rows(books, &advances, |member| Account::Advance(member.clone()), tape);
        let (shortages, shortages_total) =
            self::rows(books, &shortages, |member| Account::Shortage(member.clone()), tape);
        Self { rows, total, shortages, shortages_total }
    }
}

fn rows<A: Figure, C: Columns<Amount = A>>(
    books: &BooksOfPeriod,
    members: &[&MemberId],
    account_of: impl Fn(&MemberId) -> Account,
    tape: A::Tape,
) -> (Vec<HolderRow<C>>, C) {
    let accounts: Vec<Account> = members.iter().map(|member| account_of(member)).collect();
    let columns: HashMap<&Account, C> = rolled_forward(books, &accounts, tape);
    let oldest = oldest_open(books, &accounts);
    let mut total = C::default();
    let mut rows = Vec::new();
    for (member, account) in members.iter().zip(&accounts) {
        let amounts = columns.get(account).copied().unwrap_or_default();
        if amounts == C::default() {
            continue;
        }
        total.add(&amounts);
        let person = books.closing().register().member(member);
        let oldest_open = oldest.get(account).copied();
        rows.push(HolderRow {
            member: (*member).clone(),
            name: person.and_then(|person| person.name().cloned()),
            is_member: person.is_some_and(crate::register::Member::is_present),
            amounts,
            oldest_open,
            days_open: oldest_open.map_or(0, |day| books.closing().day().signed_duration_since(day).num_days()),
        });
    }
    (rows, total)
}

/// Returns the net debits of those accounts of an entry that `is_one` accepts.
fn net_debits(line: &Line, is_one: impl Fn(&Account) -> bool) -> HashMap<&Account, Balance> {
    let mut debits: HashMap<&Account, Balance> = HashMap::new();
    for transfer in line.record.entry.transfers() {
        let amount = Balance::from(transfer.amount);
        for (account, debit) in [(&transfer.debit, amount), (&transfer.credit, -amount)] {
            if is_one(account) {
                *debits.entry(account).or_default() += debit;
            }
        }
    }
    debits
}

/// Returns the columns of each account: its opening balance, its changes by event, its closing balance.
pub(super) fn rolled_forward<'a, A: Figure, C: Columns<Amount = A>>(
    books: &BooksOfPeriod,
    accounts: &'a [Account],
    tape: A::Tape,
) -> HashMap<&'a Account, C> {
    let balance = |books, account: &Account| A::balance(tape, books, &LedgerAccount::One(account.clone()));
    let mut columns: HashMap<&Account, C> = HashMap::new();
    for account in accounts {
        let columns = columns.entry(account).or_default();
        *columns.ends().0 = balance(books.opening(), account);
        *columns.ends().1 = balance(books.closing(), account);
    }
    for (place, line) in books.lines() {
        for (account, debit) in net_debits(line, |account| columns.contains_key(account)) {
            let Some(columns) = columns.get_mut(account).filter(|_| debit != Balance::ZERO) else { continue };
            let change = A::of_record(tape, place, if account.class().is_debit() { debit } else { -debit });
            let (column, is_decrease) = columns.column(counted_under(books.closing(), place, &line.record.event));
            *column += if is_decrease { -change } else { change };
        }
    }
    columns
}

/// Returns the day since which the closing balance of each account has been open: it consists of the latest increases.
fn oldest_open<'a>(books: &BooksOfPeriod, accounts: &'a [Account]) -> HashMap<&'a Account, NaiveDate> {
    let balance = |account: &'a Account| (account, books.closing().ledger().balance(account));
    let mut left: HashMap<&Account, Balance> =
        accounts.iter().map(balance).filter(|(_, balance)| balance.is_positive()).collect();
    let mut oldest = HashMap::new();
    for line in books.closing().lines().iter().rev() {
        if left.is_empty() {
            break;
        }
        if !line.effects.is_in_effect() || line.record.event.kind() == EventKind::Reversed {
            continue;
        }
        for (account, increase) in net_debits(line, |account| left.contains_key(account)) {
            let Some((account, balance)) = left.remove_entry(account) else { continue };
            if increase.is_positive() {
                oldest.insert(account, line.effects.day);
            }
            let balance = balance - increase.max_zero();
            if balance.is_positive() {
                left.insert(account, balance);
            }
        }
    }
    oldest
}
