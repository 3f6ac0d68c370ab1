//! Stories told through the public doors of the library: data in, and out what an accountant would check.

mod command;
mod keeping;
mod province;
mod rules;
mod samples;
mod support;
