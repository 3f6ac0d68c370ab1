//! Tables as HTML.
