//! Tests through the public interface of the library. Most book the story of a club and check the figures that an accountant would check.

/// The checks of the fuzz targets, run here on stored inputs.
#[path = "../../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "they are a library of their own")]
mod fuzz;

mod api;
mod app;
mod broken_laws;
mod cases;
mod cash;
mod codes;
mod command;
mod confirmation;
mod continuity;
mod corpus;
mod drill_down;
mod embedding;
mod export;
mod files;
mod golden_statements;
mod guide;
mod hands;
mod headings;
mod json;
mod line_ends;
mod merge;
mod own_rules;
mod pages;
mod province;
mod province_command;
mod reconcile;
mod reconcile_laws;
mod registers;
mod regressions;
mod reported;
mod review;
mod rooms;
mod rules;
mod samples;
mod schemes;
mod several;
mod signature;
mod statement_stories;
mod statements;
mod support;
mod table;
mod tamper;
mod texts;
mod torn;
mod unreadable;
mod values;
