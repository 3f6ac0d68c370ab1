//! Audit.
fn main() {
    for f in std::env::args().skip(1) {
        let file = std::io::BufReader::new(std::fs::File::open(&f).unwrap());
        let audit = revolving_fund::Audit::of(file).unwrap();
        println!("{}", serde_json::to_string(&audit.report(&f)).unwrap());
    }
}
