//! Target `events`: vouchers of every kind, submitted one after another; many are refused.

use chrono::{Days, Months as CalendarMonths, NaiveDate};
use revolving_fund::charter::{Allocated, InterestRules, LoanRules};
use revolving_fund::count::{Count, DueMonths, GraceDays, MaxMonths, OpenLoans};
use revolving_fund::event::{
    ActivityReported, AdvanceCarriedIn, AdvancePaid, AdvanceReturned, AdvanceSpent, Bearer, BorrowingCarriedIn,
    BorrowingForgiven, BorrowingReceived, BorrowingRepaid, CapitalHandedOver, CashDeposited, CashWithdrawn,
    CharterAmended, Circumstances, DocumentVoided, DonationReceived, DuesReceived, FundsCarriedIn, Gender,
    InterestAllocated, InterestWaived, LeavingReason, LoanApproved, LoanAssumed, LoanCancelled, LoanCarriedIn,
    LoanConfirmed, LoanDisbursed, LoanRescheduled, LoanWrittenOff, MemberAmended, MemberJoined, MemberLeft, MemberList,
    MoneyCounted, OperatingCapitalised, OperatingSpent, OtherIncomeReceived, PeriodClosed, RecoveryReceived,
    RepaymentReceived, Reversed, SeedGrantReceived, SeedGrantRestored, SeedGrantReturned, ShortageCarriedIn,
    ShortageFound, ShortageReleased, ShortageRepaid, SurplusFound, WrittenOffCarriedIn,
};
use revolving_fund::loan::AmountsOwed;
use revolving_fund::testing::laws;
use revolving_fund::{
    Amortization, Amount, Area, Balance, Books, Charter, ClubFund, Code, Despite, Digest, DocumentNumber, Event,
    EventKind, Evidence, Fund, Header, InterestMethod, LenderId, LoanId, MemberId, Money, Month, Months, Place, Rate,
    Refusal, Rounding, Share, Text, Voucher,
};

/// The number of bytes of a charter.
const CHARTER: usize = 4;
/// The number of bytes of one voucher.
const VOUCHER: usize = 8;
/// The largest number of vouchers. The random histories of the tests are longer.
const VOUCHERS: usize = 40;

/// The result of a story.
pub struct Told {
    /// The books after the last voucher.
    pub books: Books,
    /// The codes of all refusals.
    pub refused: Vec<String>,
    /// The events that were refused, each with the code.
    pub refusals: Vec<(EventKind, String)>,
}

/// Books the vouchers of a script. Its first four bytes are the charter of a new club, each eight bytes that follow are a voucher. Panics
/// if a refusal changes the books or a law is broken.
pub fn check(script: &[u8]) -> Told {
    let (rules, vouchers) = script.split_at(script.len().min(CHARTER));
    let opened = NaiveDate::from_ymd_opt(2024, 1, 31).expect("a day");
    let header = Header::new(name("BN-001"), text(1), opened, charter(padded(rules))).expect("a header");
    let mut books = Books::new(header);
    let mut file = Vec::new();
    books.write(&mut file).expect("a header can be written");
    let (mut refused, mut refusals) = (Vec::new(), Vec::new());

    for bytes in vouchers.chunks(VOUCHER).take(VOUCHERS) {
        let voucher = Asked { books: &books, bytes: padded(bytes) }.voucher();
        let kind = voucher.event.kind();
        laws::an_audit_finds_what_a_writer_refuses(&books, &voucher).expect("an audit finds what is refused");
        if let Some(refusal) = laws::a_refusal_changes_nothing(&books, &voucher).expect("a refusal changes nothing") {
            refused.push(refusal.code().to_owned());
            refusals.push((kind, refusal.code().to_owned()));
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
    Told { books, refused, refusals }
}

/// Builds a story from a seed, voucher by voucher. Each is the one of many random vouchers with the highest `value`, a function of its
/// event and the code of its refusal. Returns the script of the story.
pub fn grow(seed: u64, mut value: impl FnMut(EventKind, Option<&str>) -> u32) -> Vec<u8> {
    let mut state = seed;
    let mut random = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33).to_le_bytes()[0]
    };
    let mut script: Vec<u8> = (0..CHARTER).map(|_| random()).collect();
    let opened = NaiveDate::from_ymd_opt(2024, 1, 31).expect("a day");
    let header = Header::new(name("BN-001"), text(1), opened, charter(padded(&script))).expect("a header");
    let mut books = Books::new(header);
    for _ in 0..VOUCHERS {
        let candidates = (0..48).map(|_| {
            let bytes: [u8; VOUCHER] = std::array::from_fn(|_| random());
            let voucher = Asked { books: &books, bytes }.voucher();
            let refusal = books.check(voucher.clone()).err();
            (value(voucher.event.kind(), refusal.as_ref().map(Refusal::code)), bytes, voucher)
        });
        let best = candidates.max_by_key(|(value, ..)| *value);
        let (_, bytes, voucher) = best.expect("there are candidates");
        script.extend(bytes);
        if let Ok(plan) = books.plan(voucher) {
            plan.commit();
        }
    }
    script
}

/// Checks the cheap laws; the others are checked at the end of the story.
fn each_step_keeps_the_laws(books: &Books) {
    for law in [
        laws::conservation,
        laws::fund_identity,
        laws::capital_identity,
        laws::subledgers_add_up,
        laws::allocation_within_a_dong,
        laws::principal_is_conserved,
        laws::value_dates_alone_count,
    ] {
        law(books).expect("the law holds");
    }
}

/// Returns the bytes, padded with zeros or cut to `N`.
fn padded<const N: usize>(bytes: &[u8]) -> [u8; N] {
    std::array::from_fn(|place| bytes.get(place).copied().unwrap_or(0))
}

/// Parses a name of a club, member, loan, lender or document.
fn name<T: for<'a> TryFrom<&'a str>>(name: &str) -> T {
    T::try_from(name).unwrap_or_else(|_| panic!("{name} is a name"))
}

/// Returns one of a few texts, among them the longest possible one.
fn text(which: u8) -> Text {
    match which % 16 {
        13 => "\"\\/{}\u{fffd}\u{10ffff} \u{2028}".parse(),
        14 => "đ".repeat(500).parse(),
        which if which % 2 == 0 => "BB-01".parse(),
        _ => "CLB thôn Thượng Đồng".parse(),
    }
    .expect("a text")
}

/// Chooses an item by a byte.
fn one_of<T: Copy>(things: &[T], which: u8) -> T {
    things[usize::from(which) % things.len()]
}

fn rate(hundred_millionths: u32) -> Rate {
    Rate::from_hundred_millionths(hundred_millionths).expect("a rate")
}

/// Makes a charter; the one of Bắc Ninh if all bytes are 0.
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
            grace_days: one_of(&[None, Some(3), Some(15), Some(0)], interest / 8)
                .and_then(|days| GraceDays::new(days).ok()),
            lend_after_write_off: terms / 32 % 2 == 1,
        },
        interest: InterestRules {
            to_income_growth: Share::from_hundred_millionths(share).expect("a share"),
            allocated: one_of(&[Allocated::OnReceipt, Allocated::AtMeeting], interest),
        },
        membership: preset.membership.filter(|_| interest < 128),
    }
}

/// Eight bytes as a voucher for the current books.
struct Asked<'b> {
    books: &'b Books,
    /// Kind of event, day, member or loan, amount (two bytes), second amount (two bytes), other choices.
    bytes: [u8; VOUCHER],
}

impl Asked<'_> {
    fn voucher(&self) -> Voucher {
        let Self { books, bytes: [kind, _, _, _, which, high, low, choices] } = *self;
        if let (255, Some(record)) = (kind, self.recent(which)) {
            let again = record.voucher();
            return if choices % 2 == 0 { again } else { Voucher { note: Some(text(choices)), ..again } };
        }
        let number = books.records().len() + 1;
        let event = self.event(one_of(EventKind::ALL, kind));
        let voucher = Voucher::new(name(&format!("PT-{number}")), self.date(), event);
        let voucher = if choices >= 240 { voucher.with_note(text(choices)) } else { voucher };
        match usize::from(kind) / EventKind::ALL.len() {
            2 => voucher
                .with_evidence(Evidence::new(vec![Digest::of(&[high]), Digest::of(&[low, 0])]).expect("two digests")),
            3 => self.in_spite_of_rules(voucher),
            4 => voucher.despite(one_of(&Code::ALL[..Code::ALL.len() - 4], low).into()),
            _ => voucher,
        }
    }

    /// Returns the voucher with every rule that it breaks and may break named in `despite`.
    fn in_spite_of_rules(&self, mut voucher: Voucher) -> Voucher {
        let mut broken = Vec::new();
        while let Some(code) = self.books.check(voucher.clone()).err().and_then(|refusal| refusal.despite()) {
            if broken.contains(&code) {
                break;
            }
            broken.push(code);
            voucher.despite = Despite::new(broken.clone()).expect("few codes");
        }
        voucher
    }

    /// Returns a value date at most 31 days before the date of the voucher; for seven of eight bytes `None`.
    fn paid_on(&self) -> Option<NaiveDate> {
        let days = self.bytes[7] / 8;
        if self.bytes[7] % 8 == 7 { self.date().checked_sub_days(Days::new(days.into())) } else { None }
    }

    /// Returns the day of the books or a later one; sometimes an earlier one or one out of range.
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

    /// Finds a record, counted back from the last.
    fn recent(&self, back: u8) -> Option<&revolving_fund::Record> {
        let records = self.books.records();
        records.clone().rev().nth(usize::from(back).checked_rem(records.len())?)
    }

    /// Returns a known member; sometimes an unknown one.
    fn member(&self) -> MemberId {
        let known = self.books.register().members().map(|(id, _)| id);
        self.known(known).unwrap_or_else(|| name("M0"))
    }

    /// Returns a new member; sometimes a known one.
    fn joining(&self) -> MemberId {
        let number = self.books.register().members().len() + 1;
        if self.is_contrary() { self.member() } else { name(&format!("M{number}")) }
    }

    /// Returns an approved loan, counted back from the last; sometimes an unknown one.
    fn loan(&self) -> LoanId {
        let known = self.books.loans().map(|loan| loan.id());
        self.known(known).unwrap_or_else(|| name("L0"))
    }

    /// Returns a name for a new loan; sometimes a used one.
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

    /// Returns a round sum, a small sum or a current balance, sometimes one đồng more or less.
    fn dong(&self, how: u8, which: u8) -> Balance {
        let ledger = self.books.ledger();
        let loan = self.loan();
        let owed = |amount: fn(AmountsOwed) -> Balance| match self.books.loan(&loan) {
            Some(loan) => amount(loan.on(self.date()).unwrap_or(loan).owed()),
            None => Balance::ZERO,
        };
        let dong = match how % 32 {
            0..=7 => Balance::new(i128::from(which) * 100_000),
            8..=11 => Balance::new(i128::from(which) * 1_000),
            12..=13 => Balance::new(which.into()),
            14 => Balance::new(i128::from(which) * 10_000_000),
            15 if which < 128 => Balance::from(Amount::MAX),
            15 => ledger.advance_of(&self.member()) + ledger.shortage_of(&self.member()),
            16 => ledger.money(Place::Cash),
            17 => ledger.money(Place::Bank),
            18 => ledger.lendable(),
            19 => ledger.free_operating(),
            20 => ledger.fund(Fund::IncomeGrowth),
            21 => ledger.fund(Fund::SeedGrant),
            22 => ledger.fund(Fund::IncomeGrowth) + ledger.fund(Fund::SeedGrant),
            23 => ledger.owed_to(&self.lender()),
            24 => Balance::from(self.books.charter().seed_grant) - self.books.register().seed_grant_received(),
            25 => self.books.charter().loan.cap_per_member.into(),
            26 => self.books.register().loan(&loan).map_or(Balance::ZERO, |loan| loan.course().recoverable()),
            27 => owed(|owed| owed.accrued),
            28 => owed(|owed| owed.interest_due),
            29 => owed(|owed| owed.principal_due),
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

    /// Returns a text for minutes, a donor or a payee.
    fn text(&self) -> Text {
        text(self.bytes[7] / 16)
    }

    fn count(&self, place: usize) -> Count {
        Count::new(u32::from(self.bytes[place])).expect("a number")
    }

    /// Returns a member chosen by another byte than [`Self::member`], which may be the same member; an unknown one if there are no members.
    fn other_member(&self) -> MemberId {
        let members = self.books.register().members().map(|(id, _)| id.clone());
        let members: Vec<MemberId> = members.collect();
        let which = usize::from(self.bytes[6] / 4).checked_rem(members.len());
        which.map_or_else(|| name("M0"), |which| members[which].clone())
    }

    /// Makes funds carried in; some complete an open carrying-in.
    fn funds_carried_in(&self) -> FundsCarriedIn {
        let open = self.books.ledger().carried_in();
        let brought = if open.is_negative() { -open } else { self.money().into() };
        let amount = |balance: Balance| Money::try_from(balance.max_zero()).unwrap_or(Money::ZERO);
        let total = if self.bytes[7] % 4 == 3 { self.other_money().into() } else { open + brought };
        let half = Balance::new(total.dong() / 2);
        let (seed_grant, operating) = match self.bytes[5] % 4 {
            0 => (Balance::ZERO, Balance::ZERO),
            1 => (half, Balance::ZERO),
            2 => (Balance::ZERO, half),
            _ => (Balance::ZERO, total),
        };
        let lost = Balance::new(i128::from(self.bytes[6] / 64));
        FundsCarriedIn {
            cash: amount(brought),
            bank: Money::ZERO,
            seed_grant_received: amount(seed_grant + lost),
            seed_grant: amount(seed_grant),
            income_growth: amount(total - seed_grant - operating),
            operating: amount(operating),
            unallocated_interest: Money::ZERO,
            minute: self.text(),
        }
    }

    fn loan_carried_in(&self) -> LoanCarriedIn {
        let Self { bytes: [.., high, low, choices], .. } = *self;
        let principal = self.amount();
        let back = |days: u8| self.date().checked_sub_days(Days::new(u64::from(days) * 3)).expect("a day");
        LoanCarriedIn {
            loan: self.asked_for(),
            member: self.member(),
            principal,
            outstanding: match low % 4 {
                0 => principal.into(),
                1 => Money::new(principal.dong() / 2).expect("money"),
                2 => Money::ZERO,
                _ => self.other_money(),
            },
            disbursed: if choices >= 224 { self.date() + Days::new(u64::from(choices) - 223) } else { back(high) },
            months: self.months(),
            monthly_rate: rate(u32::from(high) * 10_000),
            interest: one_of(&[InterestMethod::Declining, InterestMethod::Flat], choices / 4),
            repayment: one_of(&[Amortization::EqualPrincipal, Amortization::AtMaturity], choices / 8),
            interest_owed: Money::new(u64::from(low) * 1_000).expect("money"),
            owed_since: (choices % 2 == 1).then(|| back(low)),
            times_rescheduled: (choices % 4 == 3).then(|| self.count(6)),
            minute: self.text(),
        }
    }

    #[rustfmt::skip]
    #[allow(clippy::too_many_lines, reason = "one arm for each event")]
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
            EventKind::MemberLeft => {
                let reasons = [None, Some(LeavingReason::Died), Some(LeavingReason::Moved), Some(LeavingReason::Excluded)];
                MemberLeft { member, reason: one_of(&reasons, choices) }.into()
            }
            EventKind::MemberAmended => MemberAmended {
                member,
                name: (low % 2 == 1).then_some(minute),
                circumstances: (choices % 2 == 1).then_some(Circumstances::NearPoor),
                gender: (high % 2 == 1).then_some(Gender::Male),
                born: (high % 4 == 3).then(|| 1960.try_into().expect("a year")),
            }.into(),
            EventKind::FundsCarriedIn => self.funds_carried_in().into(),
            EventKind::AdvanceCarriedIn => AdvanceCarriedIn { member, amount, minute }.into(),
            EventKind::ShortageCarriedIn => ShortageCarriedIn { member, amount, minute }.into(),
            EventKind::BorrowingCarriedIn => BorrowingCarriedIn { lender, amount, minute }.into(),
            EventKind::LoanCarriedIn => self.loan_carried_in().into(),
            EventKind::WrittenOffCarriedIn => WrittenOffCarriedIn {
                loan: self.asked_for(),
                member,
                amount,
                from_seed_grant: self.other_money(),
                minute,
            }.into(),
            EventKind::SeedGrantRestored => SeedGrantRestored { amount, minute }.into(),
            EventKind::AdvancePaid => AdvancePaid { member, amount, out_of, purpose: to }.into(),
            EventKind::AdvanceSpent => AdvanceSpent {
                member,
                area: one_of(&Area::ALL, high),
                amount,
                payee: (low % 2 == 1).then_some(to),
            }.into(),
            EventKind::AdvanceReturned => AdvanceReturned { member, amount, into }.into(),
            EventKind::ShortageRepaid => ShortageRepaid { member, amount, into }.into(),
            EventKind::ShortageReleased => ShortageReleased { member, amount, borne_by: fund, minute }.into(),
            EventKind::LoanAssumed => LoanAssumed { loan, member: self.other_member(), minute }.into(),
            EventKind::LoanConfirmed => LoanConfirmed { loan, outstanding: self.money(), by: minute }.into(),
            EventKind::DocumentVoided => DocumentVoided { reason: minute }.into(),
            EventKind::SeedGrantReceived => SeedGrantReceived { from, amount, into }.into(),
            EventKind::SeedGrantReturned => SeedGrantReturned { to, amount, out_of, minute }.into(),
            EventKind::DonationReceived => DonationReceived { from, amount, fund, into }.into(),
            EventKind::DuesReceived => DuesReceived {
                members: if low % 4 == 3 && self.other_member() != member {
                    MemberList::new(vec![member, self.other_member()]).expect("two members")
                } else {
                    member.into()
                },
                each: amount,
                into,
                month: (high % 8 == 7).then(|| Month::of(books.day()).expect("a month")),
                months: (high % 2 == 1).then(|| DueMonths::new(u32::from(high / 2 % 12) + 1).expect("a number of months")),
            }.into(),
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
            EventKind::LoanDisbursed => LoanDisbursed { loan, out_of, paid_on: self.paid_on() }.into(),
            EventKind::LoanCancelled => LoanCancelled { loan, minute }.into(),
            EventKind::RepaymentReceived =>
                RepaymentReceived {
                    loan,
                    principal: self.money(),
                    interest: self.other_money(),
                    into,
                    paid_on: self.paid_on(),
                }.into(),
            EventKind::InterestAllocated => InterestAllocated {}.into(),
            EventKind::InterestWaived => InterestWaived { loan, amount, minute }.into(),
            EventKind::LoanRescheduled => LoanRescheduled {
                loan,
                months: self.months(),
                monthly_rate: (high % 2 == 1).then(|| rate(u32::from(high) * 10_000)),
                minute,
            }.into(),
            EventKind::LoanWrittenOff => LoanWrittenOff { loan, forgiven: choices % 4 == 3, minute }.into(),
            EventKind::RecoveryReceived => RecoveryReceived { loan, amount, into }.into(),
            EventKind::OperatingSpent => OperatingSpent {
                area: one_of(&Area::ALL, high),
                amount,
                out_of,
                payee: (low % 2 == 1).then_some(to),
            }.into(),
            EventKind::OperatingCapitalised => OperatingCapitalised { amount, minute }.into(),
            EventKind::CapitalHandedOver => CapitalHandedOver { to, amount, out_of, minute }.into(),
            EventKind::ShortageFound => ShortageFound {
                place: into,
                amount,
                bearer: match choices % 3 {
                    2 => Bearer::Keeper { member, minutes: (low % 2 == 1).then_some(minute) },
                    _ => Bearer::Fund { fund, minutes: minute },
                },
            }.into(),
            EventKind::SurplusFound => SurplusFound { place: into, amount, minute }.into(),
            EventKind::CashDeposited => CashDeposited { amount }.into(),
            EventKind::CashWithdrawn => CashWithdrawn { amount }.into(),
            EventKind::MoneyCounted => MoneyCounted { place: into, amount: self.money(), by: (low % 2 == 1).then_some(minute) }.into(),
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
            // The enum is non-exhaustive: a new kind of event must be added here.
            kind => unimplemented!("make a {kind} here"),
        }
    }
}
