//! What the fuzz targets check, as functions of bytes. The tests of the library run the same checks on what was ever found.

pub mod damage;
pub mod events;
pub mod reader;
