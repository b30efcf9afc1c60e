//! Reckoning in working time: what lies between two instants, and what lies ahead.
//!
//! Absent: how a calendar is made ready. Source: G. E. Blelloch, "Prefix Sums and Their Applications" (1990).

use super::date::DAY_US;
use super::{Calendar, Stretch};

impl Calendar {
    /// Working time between two instants (microseconds since 1970), in microseconds; 0 when the second is not later.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> i64 {
        if to <= from { 0 } else { self.until(to) - self.until(from) }
    }

    /// Working time since 1970 before an instant, in microseconds: the difference of two is what lies between them.
    #[must_use]
    pub fn until(&self, instant: i64) -> i64 {
        match self.spans.get(self.span_after(instant)) {
            Some((from, _, before)) => before + instant.saturating_sub(*from).max(0),
            None => self.spans.last().map_or(0, |(from, to, before)| before + to - from),
        }
    }

    /// The first stretch of work that ends after an instant.
    fn span_after(&self, instant: i64) -> usize {
        let day = (instant.max(0) / DAY_US) as usize;
        let mut span = self.first[day.min(self.first.len() - 1)] as usize;
        while self.spans.get(span).is_some_and(|(_, to, _)| *to <= instant) {
            span += 1;
        }
        span
    }

    /// Whether somebody works at an instant.
    #[must_use]
    pub fn works_at(&self, instant: i64) -> bool {
        self.spans.get(self.span_after(instant)).is_some_and(|(from, _, _)| *from <= instant)
    }

    /// The instant itself where somebody works, else the next at which work begins; none where there is none.
    #[must_use]
    pub fn next_work(&self, instant: i64) -> Option<i64> {
        self.spans.get(self.span_after(instant)).map(|(from, _, _)| instant.max(*from))
    }

    /// The instant at which so much working time (microseconds) has passed; none beyond the years that are known. No time is the
    /// instant itself.
    #[must_use]
    pub fn after(&self, from: i64, work: i64) -> Option<i64> {
        if work <= 0 {
            return Some(from);
        }
        let wanted = self.until(from).checked_add(work)?;
        // The first stretch at whose end so much is done.
        let at = self.spans.partition_point(|(from, to, before)| before + (to - from) < wanted);
        self.spans.get(at).map(|(from, _, before)| from + (wanted - before))
    }

    /// The same time of the clock so many working days later; none beyond the years that are known. It counts from where work next is
    /// done. Where no work is done at that time, it is where work next begins on that day, else the end of its work.
    #[must_use]
    pub fn days_after(&self, from: i64, days: u32) -> Option<i64> {
        if days == 0 {
            return Some(from);
        }
        let begin = self.next_work(from)?;
        let (day, clock) = self.zone.clock(begin);
        let here = self.days.partition_point(|other| *other < day);
        let target = *self.days.get(here.checked_add(days as usize)?)?;
        let (at, end) = (self.zone.at(target, clock), self.zone.day_start(target + 1));
        match self.next_work(at).filter(|next| *next < end) {
            Some(next) => Some(next),
            None => {
                let last = self.spans.partition_point(|(from, _, _)| *from < end).checked_sub(1)?;
                Some(self.spans[last].1)
            }
        }
    }

    /// A stretch of working time later: first its days, then its time.
    #[must_use]
    pub fn plus(&self, from: i64, stretch: Stretch) -> Option<i64> {
        self.after(self.days_after(from, stretch.days)?, stretch.micros)
    }

    /// The day (its number since 1970) that is so many working days after the one of an instant; a day without work counts as the next
    /// one with work.
    #[must_use]
    pub fn working_day(&self, from: i64, days: u32) -> Option<i64> {
        let today = self.zone.day(from);
        let here = self.days.partition_point(|day| *day < today);
        self.days.get(here.checked_add(days as usize)?).copied()
    }
}
