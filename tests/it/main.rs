//! Stories told through the public doors of the library: data in, and out what an accountant would check.

mod api;
mod command;
mod fuzz;
mod keeping;
mod province;
mod rooms;
mod rules;
mod samples;
mod support;
mod tamper;
mod texts;
mod torn;
mod unreadable;
mod values;
