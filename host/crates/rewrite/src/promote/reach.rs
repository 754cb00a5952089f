//! What a function does through each of its parameters: the bytes around the pointer that it touches, as long as it does
//! nothing else with it.

use std::ops::Range;

use super::findings::Findings;
use super::value::{FOLLOWED_PARAMETERS, Value};

/// Rounds after which reaches that still grow (a pointer that moves on with each recursion) count as [`Reach::Anything`].
const MAX_ROUNDS: usize = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    Nothing,
    /// Loads and stores these bytes, counted from the pointer, during the call, and keeps no copy of the pointer.
    Bytes(Range<i64>),
    /// Keeps it, gives it away, or computes with it.
    Anything,
}

impl Reach {
    fn join(&mut self, other: Self) -> bool {
        let joined = match (&*self, other) {
            (Self::Anything, _) | (_, Self::Anything) => Self::Anything,
            (Self::Nothing, other) => other,
            (_, Self::Nothing) => return false,
            (Self::Bytes(one), Self::Bytes(other)) => Self::Bytes(one.start.min(other.start)..one.end.max(other.end)),
        };
        let changed = joined != *self;
        *self = joined;
        changed
    }

    fn moved(&self, bytes: i64) -> Self {
        match self {
            Self::Bytes(range) => Self::Bytes(range.start + bytes..range.end + bytes),
            other => other.clone(),
        }
    }
}

/// The reaches of all functions.
pub struct Reaches {
    /// For each function, for each of its parameters. Imported functions have none: they reach anything.
    functions: Vec<Vec<Reach>>,
}

/// A function's own part, and what it leaves to those that it calls.
#[derive(Default)]
pub struct Links {
    own: Vec<Reach>,
    /// Parameter, bytes added to it, called function, its parameter.
    handed_on: Vec<(u32, i64, u32, u32)>,
}

impl Links {
    /// `None` stands for a function of which nothing is known. `known_return` is the parameter whose value callers already
    /// see in what the function returns; any other one that is returned is lost sight of.
    pub fn of(findings: Option<&Findings>, known_return: Option<u32>, parameters: usize) -> Self {
        let Some(findings) = findings else {
            return Self { own: vec![Reach::Anything; parameters], handed_on: Vec::new() };
        };
        let mut links = Self { own: vec![Reach::Nothing; parameters], handed_on: Vec::new() };
        links.own.iter_mut().skip(FOLLOWED_PARAMETERS as usize).for_each(|reach| *reach = Reach::Anything);
        for found in &findings.accesses {
            if let Value::Parameter { index, offset } = found.address {
                let start = i64::from(offset) + found.access.offset as i64;
                links.note(index, Reach::Bytes(start..start + i64::from(found.access.bytes)));
            }
        }
        if let Some(parameter) = findings.returned.filter(|_| findings.returned != known_return) {
            links.note(parameter, Reach::Anything);
        }
        for leak in &findings.leaks {
            links.lose(leak.value);
        }
        for setting in &findings.settings {
            links.lose(setting.value);
        }
        for argument in &findings.arguments {
            match argument.value {
                Value::Parameter { index, offset } => {
                    links.handed_on.push((index, offset.into(), argument.function, argument.index));
                }
                value => links.lose(value),
            }
        }
        links
    }

    fn lose(&mut self, value: Value) {
        match value {
            Value::Parameter { index, .. } => self.note(index, Reach::Anything),
            Value::Mixed(origins) => origins.parameters().for_each(|index| self.note(index, Reach::Anything)),
            _ => {}
        }
    }

    fn note(&mut self, parameter: u32, reach: Reach) {
        if let Some(known) = self.own.get_mut(parameter as usize) {
            known.join(reach);
        }
    }
}

impl Reaches {
    /// Follows parameters through calls until nothing more comes to light. `links` are those of the module's functions
    /// after `imported` imported ones.
    pub fn between(imported: u32, links: &[Links]) -> Self {
        let mut functions: Vec<Vec<Reach>> = vec![Vec::new(); imported as usize];
        functions.extend(links.iter().map(|links| links.own.clone()));
        let mut reaches = Self { functions };
        for round in 0.. {
            let mut changed = false;
            for (index, links) in links.iter().enumerate() {
                for &(parameter, bytes, function, of) in &links.handed_on {
                    let mut met = reaches.of(function, of).moved(bytes);
                    let own = &mut reaches.functions[imported as usize + index][parameter as usize];
                    if round >= MAX_ROUNDS {
                        let mut grown = own.clone();
                        if grown.join(met.clone()) {
                            met = Reach::Anything;
                        }
                    }
                    changed |= own.join(met);
                }
            }
            if !changed {
                break;
            }
        }
        reaches
    }

    pub fn of(&self, function: u32, parameter: u32) -> Reach {
        let known = self.functions.get(function as usize).and_then(|reaches| reaches.get(parameter as usize));
        known.cloned().unwrap_or(Reach::Anything)
    }
}
