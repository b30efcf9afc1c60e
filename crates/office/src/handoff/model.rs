//! A hand-off, its terms as each side states them, and how far it is agreed.

use crate::clock::Time;

/// One of the two processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    Giver,
    Receiver,
}

impl Side {
    /// Both sides, the giver first.
    pub const ALL: [Side; 2] = [Side::Giver, Side::Receiver];

    /// The other side.
    #[must_use]
    pub fn other(self) -> Side {
        match self {
            Side::Giver => Side::Receiver,
            Side::Receiver => Side::Giver,
        }
    }

    /// The word in addresses and in the journal.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Side::Giver => "giver",
            Side::Receiver => "receiver",
        }
    }

    /// Reads [`Side::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<Side> {
        Side::ALL.into_iter().find(|side| side.key() == key)
    }
}

/// When what passes is good enough, and how soon it passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub quality: String,
    pub time_limit: String,
}

impl Terms {
    /// The terms as one text, to name exactly what was agreed.
    #[must_use]
    pub fn text(&self) -> String {
        match (self.quality.as_str(), self.time_limit.as_str()) {
            ("", "") => "no terms stated".to_owned(),
            (quality, "") => quality.to_owned(),
            ("", limit) => limit.to_owned(),
            (quality, limit) => format!("{quality}; {limit}"),
        }
    }
}

/// An owner's word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    pub person_id: String,
    pub person_name: String,
    pub at: Time,
    /// [`Terms::text`] of what was agreed.
    pub terms: String,
}

/// One side of a hand-off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// None where the process is not one of the office.
    pub process_id: Option<String>,
    pub name: String,
    /// What its definition in force states; none where it does not name the hand-off.
    pub terms: Option<Terms>,
    /// The owner's word; it counts only while it fits the terms.
    pub agreement: Option<Agreement>,
}

/// Something that passes from one process to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handoff {
    pub id: String,
    pub giver: Party,
    pub receiver: Party,
    pub what: String,
    pub found_at: Time,
}

/// How far a hand-off is agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Only one of the two definitions names it.
    OneSided,
    /// Both name it, on different terms.
    Differs,
    /// Both state the same terms, and an owner's word is missing.
    Waiting,
    /// Both owners agreed to the terms in force.
    Agreed,
    /// The other process is not one of the office.
    Outside,
}

impl State {
    /// Every state, the most pressing first.
    pub const ALL: [State; 5] = [State::OneSided, State::Differs, State::Waiting, State::Agreed, State::Outside];

    /// The word of filters and of the API.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            State::OneSided => "one_sided",
            State::Differs => "differs",
            State::Waiting => "waiting",
            State::Agreed => "agreed",
            State::Outside => "outside",
        }
    }

    /// Reads [`State::key`].
    #[must_use]
    pub fn from_key(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }

    /// The words on a page.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            State::OneSided => "one side only",
            State::Differs => "terms differ",
            State::Waiting => "not yet agreed",
            State::Agreed => "agreed",
            State::Outside => "outside the office",
        }
    }
}

impl Handoff {
    /// One side.
    #[must_use]
    pub fn party(&self, side: Side) -> &Party {
        match side {
            Side::Giver => &self.giver,
            Side::Receiver => &self.receiver,
        }
    }

    /// The same, to change it.
    pub fn party_mut(&mut self, side: Side) -> &mut Party {
        match side {
            Side::Giver => &mut self.giver,
            Side::Receiver => &mut self.receiver,
        }
    }

    /// The terms that both sides state, where they state the same.
    #[must_use]
    pub fn common_terms(&self) -> Option<&Terms> {
        let (giver, receiver) = (self.giver.terms.as_ref()?, self.receiver.terms.as_ref()?);
        (giver == receiver).then_some(giver)
    }

    /// The owner's word of a side, while it fits the terms in force.
    #[must_use]
    pub fn agreed(&self, side: Side) -> Option<&Agreement> {
        let terms = self.common_terms()?.text();
        self.party(side).agreement.as_ref().filter(|word| word.terms == terms)
    }

    /// Whether a side once agreed to terms that are no longer in force.
    #[must_use]
    pub fn lapsed(&self, side: Side) -> Option<&Agreement> {
        self.party(side).agreement.as_ref().filter(|_| self.agreed(side).is_none())
    }

    /// How far it is agreed.
    #[must_use]
    pub fn state(&self) -> State {
        if self.giver.process_id.is_none() || self.receiver.process_id.is_none() {
            return State::Outside;
        }
        match (&self.giver.terms, &self.receiver.terms) {
            (Some(giver), Some(receiver)) if giver != receiver => State::Differs,
            (Some(_), Some(_)) if Side::ALL.iter().all(|side| self.agreed(*side).is_some()) => State::Agreed,
            (Some(_), Some(_)) => State::Waiting,
            _ => State::OneSided,
        }
    }

    /// The side whose definition does not name the hand-off.
    #[must_use]
    pub fn silent(&self) -> Option<Side> {
        Side::ALL.into_iter().find(|side| self.party(*side).terms.is_none())
    }

    /// Since when both owners agree.
    #[must_use]
    pub fn agreed_at(&self) -> Option<Time> {
        Some(self.agreed(Side::Giver)?.at.max(self.agreed(Side::Receiver)?.at))
    }

    /// How it is named in lists and in the journal.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{} → {}: {}", self.giver.name, self.receiver.name, self.what)
    }

    /// The address of its page.
    #[must_use]
    pub fn href(&self) -> String {
        format!("/hand-offs/{}", self.id)
    }
}
