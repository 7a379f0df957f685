//! Courses: degrees, skills, licences, safety.

use super::words::{Audience, Cost, CourseKind};

/// A course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// Short name.
    pub id: String,
    /// The organisation that gives it.
    pub organisation: String,
    /// Name.
    pub name: String,
    /// What it leads to.
    pub kind: CourseKind,
    /// What it is, in a sentence.
    pub about: String,
    /// For whom.
    pub audience: Audience,
    /// Whether it costs something.
    pub cost: Cost,
    /// Seats.
    pub seats: i64,
    /// Its first day.
    pub starts_on: String,
    /// Its last day.
    pub ends_on: String,
    /// When lessons are, in the kernel's grammar and plain form.
    pub hours: String,
    /// Where lessons are.
    pub place: String,
}
