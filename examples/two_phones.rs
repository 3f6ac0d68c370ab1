//! Two phones offline (hai máy ghi sổ khi không có mạng): `two_phones [BASE OTHER]`. `two_phones --help` explains the options.
//!
//! Without files it shows a story: treasurer and deputy each record on a copy of the same books, the copies are merged, and the amounts
//! owed on the loan are those of one book. The example asserts each statement of the story.

mod common;

use std::error::Error;
use std::fs::File;
use std::io::Write;
use std::process::ExitCode;

use revolving_fund::display::InLanguage;
use revolving_fund::event::{
    Circumstances, DonationReceived, LoanApproved, LoanDisbursed, MemberJoined, MoneyCounted, RepaymentReceived,
    SeedGrantReceived,
};
use revolving_fund::merge::{Merge, MergeOptions, Parting};
use revolving_fund::{
    Amortization, Amount, Books, Charter, ClubFund, DocumentNumber, Event, Header, InterestMethod, Language, Place,
    Voucher, parse_date,
};

use common::{Arguments, Outcome, print_wrapped, say, wrapped};

const USAGE: &str = "usage: two_phones [BASE OTHER] [--name NAME] [--out FILE] [--facts] [--lang en|vi|both]

Puts the books of two phones together (ghép sổ của hai máy). The records that OTHER has since both were the same are booked again onto BASE. Without --out it only shows what would be done. Neither file is changed.

  --name NAME         short name of the phone of OTHER, for notes and clashing document numbers; B if absent
  --out FILE          write the merged books to a new file
  --facts             book facts in spite of the rules that facts may break
  --lang en|vi|both   language of the report; both if absent

Without files it tells a story.

Exits with 0 if every record is in the merged books, 1 if one is not, 2 if it could not run.";

fn main() -> ExitCode {
    common::command(USAGE, |arguments| Options::parse(arguments)?.run())
}

struct Options {
    files: Vec<String>,
    name: DocumentNumber,
    out: Option<String>,
    is_despite: bool,
    language: Language,
}

impl Options {
    fn parse(mut arguments: Arguments) -> Result<Self, String> {
        let (files, out, language) = (Vec::new(), None, Language::default());
        let name = "B".parse().map_err(|error| format!("B: {error}"))?;
        let mut options = Self { files, name, out, is_despite: false, language };
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--name" => options.name = arguments.parsed(str::parse)?,
                "--out" => options.out = Some(arguments.value()?),
                "--facts" => options.is_despite = true,
                "--lang" => options.language = arguments.parsed(str::parse)?,
                _ => return Err(arguments.unknown()),
            }
        }
        options.files = arguments.free;
        Ok(options)
    }

    fn run(&self) -> Result<Outcome, String> {
        match self.files.as_slice() {
            [] => {
                story(self.language).map_err(|error| error.to_string())?;
                Ok(Outcome::Clean)
            }
            [base, other] => self.merge(base, other),
            _ => Err("expected two files of books, or none; see two_phones --help".into()),
        }
    }

    fn merge(&self, base_file: &str, other_file: &str) -> Result<Outcome, String> {
        let (base, _) = common::read_books(base_file, self.language)?;
        let (other, _) = common::read_books(other_file, self.language)?;
        let parting = Parting::of(&base, &other).map_err(|error| {
            common::about(&format!("{base_file}, {other_file}"), self.language, &error, error.vietnamese())
        })?;
        print_wrapped(&format!("{}\n", InLanguage(&parting, self.language)));
        if !parting.has_parted() {
            let longer = if parting.of_other().len() > 0 { other_file } else { base_file };
            let text = self
                .language
                .label("the copies did not part; the longer one is", "hai bản không tách nhau; bản dài hơn là");
            say!("{text} {longer}");
            return Ok(Outcome::Clean);
        }
        let options = MergeOptions::new(self.name.clone());
        let options = if self.is_despite { options.facts_despite_rules() } else { options };
        let merge = parting.merge(&options);
        let moved = [merge.moved(), parting.swapped().merge(&options).moved()];
        if moved[1] < moved[0] {
            let text = self.language.label(
                "fewer records change their date if OTHER is the base: exchange the files",
                "nếu lấy sổ kia làm gốc thì ít bút toán phải đổi ngày hơn: đổi chỗ hai tệp",
            );
            say!("{text} ({}, {})\n", moved[0], moved[1]);
        }
        print_wrapped(&InLanguage(&merge, self.language).to_string());
        if let Some(out) = &self.out {
            let bytes = common::read_bytes(base_file)?;
            write(&merge, &bytes, out).map_err(|error| format!("{out}: {error}"))?;
            say!("{}: {out}", self.language.label("written", "đã ghi tệp"));
        }
        Ok(Outcome::clean_if(merge.is_complete()))
    }
}

/// Writes the file of the base, followed by the new lines, to a new file.
fn write(merge: &Merge, base: &[u8], out: &str) -> Result<(), Box<dyn Error>> {
    let mut file = File::create_new(out)?;
    file.write_all(base)?;
    merge.write_new(&mut file)?;
    file.sync_all()?;
    Ok(())
}

/// A phone with its copy of the books.
#[derive(Clone)]
struct Phone(Books);

impl Phone {
    fn book(&mut self, number: &str, date: &str, event: impl Into<Event>) -> Result<(), Box<dyn Error>> {
        self.0.record(Voucher::new(number.parse()?, parse_date(date)?, event))?;
        Ok(())
    }

    fn gift(&mut self, number: &str, date: &str, amount: u64) -> Result<(), Box<dyn Error>> {
        let (from, amount) = ("Bà Sáu".parse()?, Amount::new(amount)?);
        self.book(number, date, DonationReceived { from, amount, fund: ClubFund::Operating, into: Place::Cash })
    }
}

fn founded() -> Result<Phone, Box<dyn Error>> {
    let opened = parse_date("2025-01-10")?;
    let header = Header::new("BN-017".parse()?, "CLB thôn Ngoài".parse()?, opened, Charter::bac_ninh())?;
    let mut phone = Phone(Books::new(header));
    let (from, amount) = ("Ngân sách tỉnh".parse()?, Amount::new(100_000_000)?);
    phone.book("PT-0001", "2025-01-10", SeedGrantReceived { from, amount, into: Place::Cash })?;
    let (member, name, circumstances) = ("M1".parse()?, "Vũ Văn Tám".parse()?, Circumstances::Poor);
    phone.book("HS-0001", "2025-01-10", MemberJoined { member, name, circumstances, gender: None, born: None })?;
    let approved = LoanApproved {
        loan: "V-01".parse()?,
        member: "M1".parse()?,
        principal: Amount::new(6_000_000)?,
        months: 12.try_into()?,
        monthly_rate: "1 %".parse()?,
        interest: InterestMethod::Declining,
        repayment: Amortization::EqualPrincipal,
        minute: "BB 01/2025".parse()?,
    };
    phone.book("HS-0002", "2025-01-10", approved)?;
    phone.book("PC-0001", "2025-01-10", LoanDisbursed { loan: "V-01".parse()?, out_of: Place::Cash, paid_on: None })?;
    phone.gift("PT-0002", "2025-01-31", 200_000)?;
    Ok(phone)
}

fn story(language: Language) -> Result<(), Box<dyn Error>> {
    say!("Two phones offline (hai máy ghi sổ khi không có mạng)\n");
    wrapped(
        "",
        "31 January. The treasurer copies the books to the deputy's phone. In February there is no network; each goes on with a pad of receipts of the same print.",
    );
    let copied = founded()?;
    let (mut treasurer, mut deputy) = (copied.clone(), copied.clone());

    let repaid = RepaymentReceived {
        loan: "V-01".parse()?,
        principal: "500.000".parse()?,
        interest: "60.000".parse()?,
        into: Place::Cash,
        paid_on: None,
    };
    deputy.book("PT-0003", "2025-02-10", repaid.clone())?;
    let amount = deputy.0.ledger().money(Place::Cash).try_into()?;
    deputy.book("KK-0001", "2025-02-10", MoneyCounted { place: Place::Cash, amount, by: None })?;
    treasurer.gift("PT-0003", "2025-02-15", 300_000)?;

    say!("\nBoth files, side by side:\n");
    let parting = Parting::of(&treasurer.0, &deputy.0)?;
    print_wrapped(&format!("{}\n", InLanguage(&parting, language)));
    wrapped(
        "",
        "The books of the treasurer are the base. The deputy's records are booked onto them. Dates never go back: the repayment is booked on 15 February, and counts from the day on which it was paid.",
    );
    say!("");
    let merge = parting.merge(&MergeOptions::new("B".parse()?));
    print_wrapped(&format!("{}\n", InLanguage(&merge, language)));

    let number: DocumentNumber = "PT-0003-B".parse()?;
    let booked = merge.books().record_of(&number).ok_or("it was booked")?;
    assert_eq!(booked.event.paid_on(), Some(parse_date("2025-02-10")?));
    assert_eq!(merge.refused().count(), 1);
    wrapped("", "What the treasurer does now (việc thủ quỹ cần làm):");
    wrapped("  ", "1. Write PT-0003-B on the deputy's receipt (ghi số PT-0003-B lên phiếu thu của máy kia).");
    wrapped("  ", "2. Count the box again: a count of 10 February says nothing of 15 February (kiểm kê lại quỹ).");
    wrapped(
        "  ",
        "3. Copy the merged file to both phones, and keep the deputy's old file (chép sổ đã ghép sang cả hai máy, giữ tệp cũ).",
    );

    // In one book, everything would have been booked on its day.
    let mut one = copied;
    one.book("PT-0003", "2025-02-10", repaid)?;
    one.gift("PT-0004", "2025-02-15", 300_000)?;
    let day = parse_date("2025-06-30")?;
    let owed = |books: &Books| -> Result<_, Box<dyn Error>> {
        Ok(books.loan(&"V-01".parse()?).ok_or("no such loan")?.on(day)?.owed())
    };
    assert_eq!(owed(merge.books())?, owed(&one.0)?);
    assert_eq!(merge.books().ledger().money(Place::Cash), one.0.ledger().money(Place::Cash));
    say!("");
    wrapped(
        "",
        &format!(
            "On 30 June the loan would owe {} of interest due, in the merged books and in one book.",
            owed(merge.books())?.interest_due
        ),
    );

    say!("\nMerged once more, no record is booked twice:\n");
    let again = Parting::of(merge.books(), &deputy.0)?.merge(&MergeOptions::new("B".parse()?));
    print_wrapped(&InLanguage(&again, language).to_string());
    assert_eq!(again.books(), merge.books());
    Ok(())
}
