//! Target `events`: vouchers of every kind, asked one after another, many of them in vain.

use chrono::{Days, Months as CalendarMonths, NaiveDate};
use revolving_fund::event::{
    ActivityReported, Bearer, BorrowingForgiven, BorrowingReceived, BorrowingRepaid, CapitalHandedOver, CashDeposited,
    CashWithdrawn, CharterAmended, Circumstances, DocumentVoided, DonationReceived, DuesReceived, Gender,
    InterestAllocated, InterestWaived, LoanApproved, LoanCancelled, LoanDisbursed, LoanRescheduled, LoanWrittenOff,
    MemberJoined, MemberLeft, MoneyCounted, OperatingCapitalised, OperatingSpent, OtherIncomeReceived, PeriodClosed,
    RecoveryReceived, RepaymentReceived, Reversed, SeedGrantReceived, SeedGrantReturned, ShortageFound, SurplusFound,
};
use revolving_fund::testing::laws;
use revolving_fund::{
    Allocated, Amortization, Amount, AmountsOwed, Area, Balance, Books, Charter, ClubFund, Count, DocumentNumber,
    Event, EventKind, Fund, Header, InterestMethod, InterestRules, LenderId, LoanId, LoanRules, MaxMonths, MemberId,
    Money, Month, Months, OpenLoans, Place, Rate, Rounding, Share, Text, Voucher,
};

/// The bytes of a charter.
const CHARTER: usize = 4;
/// The bytes of one voucher.
const VOUCHER: usize = 8;
/// As many vouchers are asked at most: what takes more to go wrong is for the random histories of the tests.
const VOUCHERS: usize = 40;

/// A club's story as it went.
pub struct Told {
    /// The books at its end.
    pub books: Books,
    /// The codes of what was refused.
    pub refused: Vec<String>,
}

/// The first four bytes make up the charter of a new club, each eight that follow a voucher. Panics where a refusal changes
/// something, or a law is broken.
pub fn check(script: &[u8]) -> Told {
    let (rules, vouchers) = script.split_at(script.len().min(CHARTER));
    let opened = NaiveDate::from_ymd_opt(2024, 1, 31).expect("a day");
    let header = Header::new(name("BN-001"), text(1), opened, charter(padded(rules))).expect("a header");
    let mut books = Books::new(header);
    let mut file = Vec::new();
    books.write(&mut file).expect("a header can be written");
    let mut refused = Vec::new();

    for bytes in vouchers.chunks(VOUCHER).take(VOUCHERS) {
        let voucher = Asked { books: &books, bytes: padded(bytes) }.voucher();
        if let Some(refusal) = laws::a_refusal_changes_nothing(&books, &voucher).expect("a refusal changes nothing") {
            refused.push(refusal.code().to_owned());
            continue;
        }
        let plan = books.plan(voucher).expect("what is not refused can be planned");
        file.extend_from_slice(plan.line());
        plan.commit();
        each_step_keeps_the_laws(&books);
    }

    laws::all(&books).expect("the laws hold");
    let mut written = Vec::new();
    books.write(&mut written).expect("what was booked can be written");
    assert!(written == file, "the lines that were planned are not those of the file");
    Told { books, refused }
}

/// The laws that cost little; the others are looked at when the story has ended.
fn each_step_keeps_the_laws(books: &Books) {
    for law in [
        laws::conservation,
        laws::fund_identity,
        laws::capital_identity,
        laws::subledgers_add_up,
        laws::allocation_within_a_dong,
        laws::principal_is_conserved,
    ] {
        law(books).expect("the law holds");
    }
}

/// The bytes, and zeros after them.
fn padded<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|place| bytes.get(place).copied().unwrap_or(0))
}

/// One of a few: the names of clubs, members, loans, lenders, documents.
fn name<T: for<'a> TryFrom<&'a str>>(name: &str) -> T {
    T::try_from(name).unwrap_or_else(|_| panic!("{name} is a name"))
}

/// One of a few texts, plain ones and the longest that there is.
fn text(which: u8) -> Text {
    match which % 16 {
        13 => "\"\\/{}\u{fffd}\u{10ffff} \u{2028}".parse(),
        14 => "đ".repeat(500).parse(),
        which if which % 2 == 0 => "BB-01".parse(),
        _ => "CLB thôn Thượng Đồng".parse(),
    }
    .expect("a text")
}

/// One of some.
fn one_of<T: Copy>(things: &[T], which: u8) -> T {
    things[usize::from(which) % things.len()]
}

fn rate(hundred_millionths: u32) -> Rate {
    Rate::from_hundred_millionths(hundred_millionths).expect("a rate")
}

/// A charter; that of Bắc Ninh if all bytes are 0.
fn charter([lending, terms, interest, share]: [u8; CHARTER]) -> Charter {
    let preset = Charter::bac_ninh();
    let money = |dong| Money::new(dong).expect("money");
    let amount = |dong| Amount::new(dong).expect("an amount");
    let share = match share {
        0 => 50_000_000,
        255 => 100_000_000,
        share => u32::from(share - 1) * 390_625 + u32::from(share % 2),
    };
    Charter {
        seed_grant: one_of(&[preset.seed_grant, money(0), money(7), Money::MAX], lending),
        loan: LoanRules {
            cap_per_member: one_of(
                &[preset.loan.cap_per_member, amount(1), amount(50_000_001), Amount::MAX],
                lending / 4,
            ),
            open_loans_per_member: OpenLoans::new(u32::from(lending / 16 % 4) + 1).expect("a number"),
            max_months: MaxMonths::new(one_of(&[12, 1, 24, 60], terms)).expect("a term"),
            rate_ceiling: rate(one_of(&[1_666_666, 0, 100_000_000, 333_333], terms / 4)),
            interest_first: terms / 16 % 2 == 0,
            rounding: one_of(
                &[Rounding::Thousand, Rounding::One, Rounding::Hundred, Rounding::FiveHundred],
                interest / 2,
            ),
            grace_days: preset.loan.grace_days,
            lend_after_write_off: terms / 32 % 2 == 1,
        },
        interest: InterestRules {
            to_income_growth: Share::from_hundred_millionths(share).expect("a share"),
            allocated: one_of(&[Allocated::OnReceipt, Allocated::AtMeeting], interest),
        },
        membership: preset.membership.filter(|_| interest < 128),
    }
}

/// What eight bytes ask of books.
struct Asked<'b> {
    books: &'b Books,
    /// Which kind of event, when, about whom, how much (two bytes), how much else (two bytes), and all other choices.
    bytes: [u8; VOUCHER],
}

impl Asked<'_> {
    fn voucher(&self) -> Voucher {
        let Self { books, bytes: [kind, _, _, _, which, .., choices] } = *self;
        if let (255, Some(record)) = (kind, self.recent(which)) {
            let again = record.voucher();
            return if choices % 2 == 0 { again } else { Voucher { note: Some(text(choices)), ..again } };
        }
        let number = books.records().len() + 1;
        let event = self.event(one_of(EventKind::ALL, kind));
        let voucher = Voucher::new(name(&format!("PT-{number}")), self.date(), event);
        if choices >= 240 { voucher.with_note(text(choices)) } else { voucher }
    }

    /// The day of the books, a later one, at times an earlier one, or one that no books can bear.
    fn date(&self) -> NaiveDate {
        let day = self.books.day();
        let date = match self.bytes[1] {
            0..=99 => Some(day),
            days @ 100..=179 => day.checked_add_days(Days::new(u64::from(days) - 99)),
            months @ 180..=239 => day.checked_add_months(CalendarMonths::new(u32::from(months) - 179)),
            days @ 240..=251 => day.checked_sub_days(Days::new(u64::from(days) - 239)),
            years @ 252..=254 => day.checked_add_months(CalendarMonths::new((u32::from(years) - 251) * 3_900)),
            255 => NaiveDate::from_ymd_opt(2999, 12, 31),
        };
        date.unwrap_or(day)
    }

    /// The record so far back.
    fn recent(&self, back: u8) -> Option<&revolving_fund::Record> {
        let records = self.books.records();
        records.clone().rev().nth(usize::from(back).checked_rem(records.len())?)
    }

    /// One who is known to the books; at times nobody.
    fn member(&self) -> MemberId {
        let known = self.books.register().members().map(|(id, _)| id);
        self.known(known).unwrap_or_else(|| name("M0"))
    }

    /// One who is new; at times one who is known.
    fn joining(&self) -> MemberId {
        let number = self.books.register().members().len() + 1;
        if self.is_contrary() { self.member() } else { name(&format!("M{number}")) }
    }

    /// A loan that was approved, the last one first; at times one that never was.
    fn loan(&self) -> LoanId {
        let known = self.books.loans().map(|loan| loan.id());
        self.known(known).unwrap_or_else(|| name("L0"))
    }

    /// A name for a new loan; at times one that is used.
    fn asked_for(&self) -> LoanId {
        let number = self.books.register().loans().len() + 1;
        if self.is_contrary() { self.loan() } else { name(&format!("L{number}")) }
    }

    fn known<'k, T: Clone + 'k>(&self, known: impl Iterator<Item = &'k T>) -> Option<T> {
        let mut known: Vec<_> = known.collect();
        known.reverse();
        let which = usize::from(self.bytes[2] % 32).checked_rem(known.len())?;
        if self.bytes[2] >= 250 { None } else { Some(known[which].clone()) }
    }

    fn is_contrary(&self) -> bool {
        self.bytes[2] >= 224
    }

    fn lender(&self) -> LenderId {
        name(one_of(&["chair", "M1"], self.bytes[2]))
    }

    fn document(&self) -> DocumentNumber {
        match self.recent(self.bytes[4]) {
            Some(record) if self.bytes[3] < 255 => record.id.clone(),
            _ => name("PT-0"),
        }
    }

    /// A round sum, a small one, or just what there is of something, at times a đồng more or less.
    fn dong(&self, how: u8, which: u8) -> Balance {
        let ledger = self.books.ledger();
        let loan = self.loan();
        let standing = |what: fn(AmountsOwed) -> Balance| match self.books.loan(&loan) {
            Some(loan) => loan.on(self.date()).map_or(Balance::ZERO, |loan| what(loan.owed())),
            None => Balance::ZERO,
        };
        let dong = match how % 32 {
            0..=7 => Balance::new(i128::from(which) * 100_000),
            8..=11 => Balance::new(i128::from(which) * 1_000),
            12..=13 => Balance::new(which.into()),
            14 => Balance::new(i128::from(which) * 10_000_000),
            15 => Balance::from(Amount::MAX),
            16 => ledger.money(Place::Cash),
            17 => ledger.money(Place::Bank),
            18 => ledger.lendable(),
            19 => ledger.fund(Fund::Operating),
            20 => ledger.fund(Fund::IncomeGrowth),
            21 => ledger.fund(Fund::SeedGrant),
            22 => ledger.fund(Fund::IncomeGrowth) + ledger.fund(Fund::SeedGrant),
            23 => ledger.owed_to(&self.lender()),
            24 => Balance::from(self.books.charter().seed_grant) - self.books.register().seed_grant_received(),
            25 => self.books.charter().loan.cap_per_member.into(),
            26 => self.books.register().loan(&loan).map_or(Balance::ZERO, |loan| loan.course().recoverable()),
            27 => standing(|standing| standing.accrued),
            28 => standing(|standing| standing.interest_due),
            29 => standing(|standing| standing.principal_due),
            _ => ledger.outstanding(&loan),
        };
        match how / 32 {
            5 => dong + Balance::new(1),
            6 => dong - Balance::new(1),
            _ => dong,
        }
    }

    fn money(&self) -> Money {
        Money::try_from(self.dong(self.bytes[3], self.bytes[4])).unwrap_or(Money::ZERO)
    }

    fn other_money(&self) -> Money {
        Money::try_from(self.dong(self.bytes[5], self.bytes[6])).unwrap_or(Money::ZERO)
    }

    fn amount(&self) -> Amount {
        self.money().try_into().unwrap_or(Amount::MIN)
    }

    fn place(&self) -> Place {
        one_of(&[Place::Cash, Place::Bank], self.bytes[7])
    }

    fn fund(&self) -> ClubFund {
        one_of(&[ClubFund::IncomeGrowth, ClubFund::Operating], self.bytes[7] / 2)
    }

    fn months(&self) -> Months {
        let months = one_of(&[12, 1, 2, 3, 6, 24, 60, 0, 13, 61, 600], self.bytes[6]);
        Months::new(months).expect("a number of months")
    }

    /// What the meeting decided, or who gave or got something.
    fn text(&self) -> Text {
        text(self.bytes[7] / 16)
    }

    fn count(&self, place: usize) -> Count {
        Count::new(u32::from(self.bytes[place])).expect("a number")
    }

    #[rustfmt::skip]
    fn event(&self, kind: EventKind) -> Event {
        let Self { books, bytes: [.., high, low, choices] } = *self;
        let (member, loan, lender) = (self.member(), self.loan(), self.lender());
        let (amount, fund, into, minute) = (self.amount(), self.fund(), self.place(), self.text());
        let (from, to, out_of) = (minute.clone(), minute.clone(), into);
        match kind {
            EventKind::MemberJoined => MemberJoined {
                member: self.joining(),
                name: minute,
                circumstances: one_of(&[Circumstances::Poor, Circumstances::Other], choices),
                gender: (low % 2 == 1).then_some(Gender::Female),
                born: (high % 2 == 1).then(|| 1950.try_into().expect("a year")),
            }.into(),
            EventKind::MemberLeft => MemberLeft { member, reason: None }.into(),
            EventKind::SeedGrantReceived => SeedGrantReceived { from, amount, into }.into(),
            EventKind::SeedGrantReturned => SeedGrantReturned { to, amount, out_of, minute }.into(),
            EventKind::DonationReceived => DonationReceived { from, amount, fund, into }.into(),
            EventKind::DuesReceived => DuesReceived { members: member.into(), each: amount, into, month: None, months: None }.into(),
            EventKind::OtherIncomeReceived => OtherIncomeReceived { source: from, amount, fund, into }.into(),
            EventKind::BorrowingReceived => BorrowingReceived { lender, amount, into }.into(),
            EventKind::BorrowingRepaid => BorrowingRepaid { lender, amount, out_of }.into(),
            EventKind::BorrowingForgiven => BorrowingForgiven { lender, amount, minute }.into(),
            EventKind::LoanApproved => LoanApproved {
                loan: self.asked_for(),
                member,
                principal: amount,
                months: self.months(),
                monthly_rate: match high {
                    0 => books.charter().loan.rate_ceiling,
                    255 => rate(100_000_000),
                    high => rate(u32::from(high) * 50_000),
                },
                interest: one_of(&[InterestMethod::Declining, InterestMethod::Flat], choices / 4),
                repayment: one_of(&[Amortization::EqualPrincipal, Amortization::AtMaturity], choices / 8),
                minute,
            }.into(),
            EventKind::LoanDisbursed => LoanDisbursed { loan, out_of, paid_on: None }.into(),
            EventKind::LoanCancelled => LoanCancelled { loan, minute }.into(),
            EventKind::RepaymentReceived =>
                RepaymentReceived { loan, principal: self.money(), interest: self.other_money(), into, paid_on: None }.into(),
            EventKind::InterestAllocated => InterestAllocated {}.into(),
            EventKind::InterestWaived => InterestWaived { loan, amount, minute }.into(),
            EventKind::LoanRescheduled => LoanRescheduled { loan, months: self.months(), monthly_rate: None, minute }.into(),
            EventKind::LoanWrittenOff => LoanWrittenOff { loan, forgiven: false, minute }.into(),
            EventKind::RecoveryReceived => RecoveryReceived { loan, amount, into }.into(),
            EventKind::OperatingSpent => OperatingSpent {
                area: one_of(&Area::ALL, high),
                amount,
                out_of,
                payee: (low % 2 == 1).then_some(to),
            }.into(),
            EventKind::OperatingCapitalised => OperatingCapitalised { amount, minute }.into(),
            EventKind::CapitalHandedOver => CapitalHandedOver { to, amount, out_of, minute }.into(),
            EventKind::ShortageFound => ShortageFound { place: into, amount, bearer: Bearer::Fund { fund, minutes: minute } }.into(),
            EventKind::SurplusFound => SurplusFound { place: into, amount, minute }.into(),
            EventKind::CashDeposited => CashDeposited { amount }.into(),
            EventKind::CashWithdrawn => CashWithdrawn { amount }.into(),
            EventKind::MoneyCounted => MoneyCounted { place: into, amount: self.money(), by: None }.into(),
            EventKind::ActivityReported => ActivityReported {
                month: Month::of(books.day()).expect("a month"),
                attendance: self.count(2),
                members: self.count(3),
                volunteers: self.count(4),
                cared_for: self.count(5),
                visits: self.count(6),
            }.into(),
            EventKind::CharterAmended => CharterAmended {
                charter: Box::new(charter([self.bytes[3], self.bytes[4], high, low])),
                minute,
            }.into(),
            EventKind::PeriodClosed => PeriodClosed {
                through: self.date().checked_sub_days(Days::new((low % 64).into())).expect("a day"),
            }.into(),
            EventKind::Reversed => Reversed { record: self.document(), reason: minute }.into(),
            _ => DocumentVoided { reason: minute }.into(),
        }
    }
}
