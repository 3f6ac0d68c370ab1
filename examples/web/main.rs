//! A local web page on which a treasurer records a meeting in a file of books: an example of embedding the library.
//!
//! `cargo run --example web -- [--port PORT] FILE` prints the address of the page. If FILE does not exist, the page founds a new club.
//!
//! There is one address for one treasurer. The server listens on the loopback interface only, and its address contains a random token.
//! Each form has three actions: *check* shows the errors beside their fields, or the entries; *change* returns to the form with the
//! typed values; *confirm* appends the lines to the file and synchronises it before it answers. The preview contains the head of the
//! books, so that a form based on outdated books is not booked, and the document numbers, so that a form sent twice is booked once.
//! The file is written as by the example `embed_file`: other programs may append to it at the same time.
//! No page has a script or loads anything from elsewhere.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/embed/mod.rs"]
mod embed;
#[path = "../common/embed/file.rs"]
mod file;
mod forms;
mod tasks;
mod view;

use std::io::Write;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use revolving_fund::books::RefusedVoucher;
use revolving_fund::chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use revolving_fund::table::html::maud::Markup;
use revolving_fund::{Audit, Books, Checks, Digest, Language, Record, Voucher, page, parse_date};

use common::{Outcome, say};
use embed::{App, Store};
use file::FileStore;
use forms::{Explained, Group, Input};
use tasks::{Given, TASKS, Task};
use view::{View, problem};

const USAGE: &str = "\
usage: web [--port PORT] FILE

Serves a page on this machine on which a treasurer records a meeting (ghi sổ buổi sinh hoạt).

  --port PORT   the port to listen on; by default any free one

FILE is a file of books; if it does not exist, the page asks for the new club.
Open the printed address. Everybody who knows it can write to the books: keep it secret.";

/// The largest size of a form, enough for a thousand ticks.
const LARGEST_FORM: usize = 256 * 1024;

/// The books of the club, once there are any.
type Club = Option<App<FileStore>>;

/// The state shared by all pages.
struct Server {
    /// Part of every address; grants access as the treasurer.
    token: String,
    /// Part of every form; proves that a form comes from a page of this server.
    key: String,
    /// The host names of the server for browsers on this machine.
    hosts: [String; 2],
    /// The file of books, which need not exist yet.
    path: PathBuf,
    club: Mutex<Club>,
}

fn main() -> ExitCode {
    common::command(USAGE, |mut arguments| {
        let mut port = 0;
        while let Some(option) = arguments.next_option() {
            match option.as_str() {
                "--port" => port = arguments.parsed(str::parse)?,
                _ => return Err(arguments.unknown()),
            }
        }
        let path = match arguments.free.as_slice() {
            [] => return Err("no file of books named; see --help".into()),
            [file] if !file.starts_with('-') => PathBuf::from(file),
            [.., argument] => return Err(format!("unexpected argument {argument}; see --help")),
        };
        let club = open(&path)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build();
        let served = runtime.and_then(|runtime| runtime.block_on(run(port, path, club)));
        served.map(|()| Outcome::Clean).map_err(|error| format!("port {port}: {error}"))
    })
}

async fn run(port: u16, path: PathBuf, club: Club) -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    let port = listener.local_addr()?.port();
    let (token, key) = (random()?, random()?);
    say!("http://127.0.0.1:{port}/{token}/vi");
    common::printed(std::io::stdout().flush());
    let hosts = ["127.0.0.1", "localhost"].map(|host| format!("{host}:{port}"));
    let server = Arc::new(Server { token, key, hosts, path, club: Mutex::new(club) });
    let router = Router::new()
        .fallback(get(read).post(write))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .layer(middleware::from_fn_with_state(Arc::clone(&server), guard))
        .with_state(server);
    axum::serve(listener, router).await
}

/// Opens the books. Before the header is stored, there are no books.
fn open(path: &Path) -> Result<Club, String> {
    if matches!(path.try_exists(), Ok(false)) || FileStore::open(path, false)?.lines(0)?.is_empty() {
        return Ok(None);
    }
    App::open(path).map(Some)
}

/// Makes a secret: the hash of 256 random bits.
fn random() -> std::io::Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(Digest::of(&bytes).to_string())
}

/// Returns today's date in Việt Nam, which is seven hours ahead of UTC all year.
fn today() -> NaiveDate {
    let local = DateTime::<Utc>::from(SystemTime::now()).naive_utc().checked_add_signed(TimeDelta::hours(7));
    local.map_or(NaiveDate::MIN, |time| time.date())
}

/// Returns whether two secrets are equal. Their hashes are compared, so that the time reveals nothing about them.
fn is_same(one: &str, other: &str) -> bool {
    Digest::of(one.as_bytes()) == Digest::of(other.as_bytes())
}

/// Returns the refusal of a request that does not come from a page of this server: another host name (a foreign page may resolve its own
/// name to this address), another token, or a form from another origin.
fn refused(server: &Server, request: &Request) -> Option<Response> {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = header("host").filter(|host| server.hosts.iter().any(|ours| ours == host));
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    let is_ours = host.is_some_and(|host| header("origin") == Some(&format!("http://{host}")))
        && header("sec-fetch-site").is_none_or(|site| site == "same-origin");
    if host.is_none() || !(is_read || is_ours) {
        return Some(
            (StatusCode::FORBIDDEN, "this request does not come from a page of this server\n").into_response(),
        );
    }
    let token = request.uri().path().split('/').nth(1).unwrap_or_default();
    if is_same(token, &server.token) { None } else { Some(nowhere()) }
}

/// Checks a request and answers it. The policy of the page allows only the style of this server and no script.
async fn guard(State(server): State<Arc<Server>>, request: Request, next: Next) -> Response {
    let mut response = match refused(&server, &request) {
        Some(refused) => refused,
        None => next.run(request).await,
    };
    // With `no-referrer` a browser would state the origin of a form as `null`.
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ] {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn nowhere() -> Response {
    (StatusCode::NOT_FOUND, "there is no such page; open the address that the program printed\n").into_response()
}

impl Server {
    /// Answers with the page that `write` returns for the books and the address, in the language of the address.
    fn answer(&self, uri: &Uri, write: impl FnOnce(&View<'_>, &mut Club, &[&str]) -> Option<Response>) -> Response {
        let parts: Vec<&str> = uri.path().split('/').skip(2).collect();
        let (language, other) = match parts.first() {
            Some(&"vi") => (Language::Vietnamese, "en"),
            Some(&"en") => (Language::English, "vi"),
            Some(&"style.css") => return ([(CONTENT_TYPE, "text/css")], include_str!("style.css")).into_response(),
            _ => return nowhere(),
        };
        let Ok(mut club) = self.club.lock() else {
            return (StatusCode::INTERNAL_SERVER_ERROR, "a fault in the program; start it again\n").into_response();
        };
        let path = |rest: &str| format!("/{}/{rest}", self.token);
        let other = path(&[&[other], parts.get(1..).unwrap_or_default()].concat().join("/"));
        let current = match &mut *club {
            Some(app) => app.catch_up(),
            None => open(&self.path).map(|found| *club = found),
        };
        let name = club.as_ref().map(|app| app.books.header().name().to_string());
        let base = path(if language == Language::English { "en" } else { "vi" });
        let view = View { language, base, other, style: path("style.css"), key: &self.key, club: name };
        if let Err(error) = current {
            return failed(&view, StatusCode::INTERNAL_SERVER_ERROR, &error);
        }
        write(&view, &mut club, parts.get(1..).unwrap_or_default()).unwrap_or_else(nowhere)
    }
}

fn html(status: StatusCode, page: &Markup) -> Response {
    (status, Html(page.0.clone())).into_response()
}

/// Makes a page that reports an error of the server or of its file.
fn failed(view: &View<'_>, status: StatusCode, error: &str) -> Response {
    html(status, &view.page(view.say("It did not work", "Chưa thực hiện được"), &problem(error)))
}

async fn read(State(server): State<Arc<Server>>, uri: Uri) -> Response {
    server.answer(&uri, |view, club, parts| {
        let input = Input::new(Vec::new());
        let Some(books) = club.as_ref().map(|app| &app.books).filter(|_| !parts.is_empty()) else {
            return parts.is_empty().then(|| first_page(view, club, &input));
        };
        let file = || {
            let mut bytes = Vec::new();
            books.write(&mut bytes).map(|()| bytes)
        };
        Some(match parts {
            ["backup"] => {
                let name = file_name(books);
                html(StatusCode::OK, &view.page(view.say("Backup", "Sao lưu"), &view.backup(books, &name)))
            }
            ["backup", name] if *name == file_name(books) => match file() {
                Ok(bytes) => ([(CONTENT_TYPE, "application/jsonl")], bytes).into_response(),
                Err(error) => failed(view, StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
            },
            ["report", month] => {
                let audit = Audit::of(file().ok()?.as_slice()).ok()?;
                let page = page::month_report(&audit, month.parse().ok()?, view.language);
                // The page of the library contains its style.
                ([(CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'")], Html(page))
                    .into_response()
            }
            [day] => {
                let day = parse_date(day).ok()?;
                let title = format!("{} {}", view.say("Meeting of", "Buổi sinh hoạt"), view.date(day));
                html(StatusCode::OK, &view.page(&title, &view.meeting(books, day)))
            }
            [day, task] => {
                let (day, task) = (parse_date(day).ok()?, task_at(task)?);
                form(view, day, task, &Given { books: Some(books), day, language: view.language }.groups(task), &input)
            }
            _ => return None,
        })
    })
}

async fn write(State(server): State<Arc<Server>>, uri: Uri, Form(pairs): Form<Vec<(String, String)>>) -> Response {
    server.answer(&uri, |view, club, parts| {
        let mut input = Input::new(pairs);
        if !is_same(input.get("key").unwrap_or_default(), &server.key) {
            let old = view.say(
                "the program was started again: open the page anew",
                "chương trình đã khởi động lại: xin mở lại trang",
            );
            return Some(failed(view, StatusCode::FORBIDDEN, old));
        }
        match parts {
            [] => Some(start(view, &server.path, club, &mut input)),
            [day, task] => record(view, club.as_mut()?, parse_date(day).ok()?, task_at(task)?, &mut input),
            _ => None,
        }
    })
}

fn task_at(path: &str) -> Option<Task> {
    TASKS.iter().find(|(_, known, ..)| *known == path).map(|(task, ..)| *task)
}

/// Returns the status of a page with a form: 422 if a typed value is wrong, else 200.
fn status(input: &Input) -> StatusCode {
    if input.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// Makes the page of a club, or the form for a new club.
fn first_page(view: &View<'_>, club: &Club, input: &Input) -> Response {
    let page = if let Some(App { books, .. }) = club {
        view.page(view.say("Meetings and reports", "Sinh hoạt và báo cáo"), &view.home(books, today(), input))
    } else {
        let groups = Given { books: None, day: today(), language: view.language }.groups(Task::Club);
        let body = view.form(&groups, input, view.say("Begin the books", "Mở sổ"));
        view.page(view.say("A new club", "Câu lạc bộ mới"), &body)
    };
    html(status(input), &page)
}

fn form(view: &View<'_>, day: NaiveDate, task: Task, groups: &[Group], input: &Input) -> Response {
    let title = TASKS.iter().find(|(known, ..)| *known == task).map_or("", |(.., [en, vi])| view.say(en, vi));
    let title = format!("{title} · {}", view.date(day));
    let body = view.form(groups, input, view.say("Look at the entries", "Xem bút toán"));
    html(status(input), &view.page(&title, &body))
}

/// Opens a meeting, or creates the file of a new club.
fn start(view: &View<'_>, path: &Path, club: &mut Club, input: &mut Input) -> Response {
    if club.is_some() && input.get("club").is_none() {
        return match input.date("day") {
            Some(day) => Redirect::to(&format!("{}/{day}", view.base)).into_response(),
            None => first_page(view, club, input),
        };
    }
    let Some(header) = tasks::header(input) else { return first_page(view, club, input) };
    match App::init(path, header) {
        Ok(app) => {
            *club = Some(app);
            Redirect::to(&view.base).into_response()
        }
        Err(error) => failed(view, StatusCode::INTERNAL_SERVER_ERROR, &error),
    }
}

/// Shows the errors or the entries of a form, or books them.
fn record(
    view: &View<'_>,
    App { store, books }: &mut App<FileStore>,
    day: NaiveDate,
    task: Task,
    input: &mut Input,
) -> Option<Response> {
    let groups = Given { books: Some(books), day, language: view.language }.groups(task);
    let is = |input: &Input, step| input.get("step") == Some(step);
    if is(input, "change") {
        return Some(form(view, day, task, &groups, input));
    }
    let (vouchers, ends): (Vec<Voucher>, Vec<String>) = task.vouchers(books, day, input).into_iter().unzip();
    let last = vouchers.last().map(|voucher| voucher.id.to_string());
    let plan = if input.errors.is_empty() {
        let plan = books.plan_many(vouchers, &Checks::new().today(today()));
        plan.map_err(|RefusedVoucher { number, refusal }| {
            let end = ends.get(number.saturating_sub(1)).map_or("", String::as_str);
            input.error(&format!("{}{end}", refusal.field().unwrap_or("id")), refusal.explained());
        })
    } else {
        Err(())
    };
    let Ok(plan) = plan else { return Some(form(view, day, task, &groups, input)) };
    let head = plan.expected_head().to_string();
    let is_confirmed = is(input, "confirm");
    if is_confirmed && (plan.is_booked() || input.get("head") == Some(&head)) {
        match store.append_plan(&plan) {
            Ok(true) => {
                plan.commit();
                return Some(Redirect::to(&format!("{}/{day}#r-{}", view.base, last?)).into_response());
            }
            // Another program has appended since: the entries are shown again.
            Ok(false) => {}
            Err(error) => {
                let again =
                    view.say("send the form again: it is not booked twice", "xin gửi lại: sổ không ghi hai lần");
                return Some(failed(view, StatusCode::INTERNAL_SERVER_ERROR, &format!("{error}; {again}")));
            }
        }
    }
    let (records, changes): (Vec<Record>, _) = (plan.records().cloned().collect(), plan.changes());
    let body = view.preview(&groups, input, is_confirmed, &head, &view.effects(books, &records, &changes));
    let status = if is_confirmed { StatusCode::CONFLICT } else { StatusCode::OK };
    Some(html(status, &view.page(view.say("Look before it is booked", "Xem lại trước khi ghi sổ"), &body)))
}

/// Returns the name of the copy: club, day and the first eight digits of the head.
fn file_name(books: &Books) -> String {
    format!("{}-{}-{:.8}.jsonl", books.header().club(), books.day(), books.head().to_string())
}
