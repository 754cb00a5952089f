//! What the harness of a snapshot reports beside the streams. The guest owns the memory that it lies in.

use fuelcell_protocol::GuestError;

/// What the harness reports beside the streams.
#[derive(Debug, Default, PartialEq)]
pub struct Report {
    pub exit_code: u8,
    pub compile_fuel: u64,
    pub error: Option<GuestError>,
    pub value: Option<String>,
    pub returned: Option<String>,
}

impl Report {
    /// Reads what `report.encode` wrote; `None` when it is anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let mut take = |count: usize| {
            let (head, tail) = rest.split_at_checked(count)?;
            rest = tail;
            Some(head)
        };
        let exit_code = u32::from_le_bytes(take(4)?.try_into().ok()?);
        let line = u32::from_le_bytes(take(4)?.try_into().ok()?);
        let mut texts: [Option<String>; 5] = Default::default();
        for text in &mut texts {
            let size = u32::from_le_bytes(take(4)?.try_into().ok()?);
            if size > 0 {
                *text = Some(String::from_utf8_lossy(take(size as usize - 1)?).into_owned());
            }
        }
        let [kind, message, traceback, value, returned] = texts;
        let error = kind.map(|kind| GuestError {
            kind,
            message: message.unwrap_or_default(),
            line: (line > 0).then_some(line),
            traceback: traceback.unwrap_or_default(),
        });
        Some(Self { exit_code: (exit_code & 0xff) as u8, compile_fuel: 0, error, value, returned })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(exit: u32, line: u32, texts: [Option<&str>; 5]) -> Vec<u8> {
        let mut bytes = Vec::new();
        bytes.extend(exit.to_le_bytes());
        bytes.extend(line.to_le_bytes());
        for text in texts {
            bytes.extend(text.map_or(0, |text| text.len() as u32 + 1).to_le_bytes());
            bytes.extend(text.unwrap_or_default().as_bytes());
        }
        bytes
    }

    #[test]
    fn a_report_without_error_is_just_an_exit() {
        let report = Report { exit_code: 3, ..Report::default() };
        assert_eq!(Report::decode(&encoded(3, 0, [None; 5])), Some(report));
    }

    #[test]
    fn a_report_carries_the_error_and_the_values() {
        let texts = [Some("ValueError"), Some(""), Some("Traceback…"), Some("'x'"), None];
        let report = Report::decode(&encoded(1, 12, texts)).unwrap();
        let error = report.error.unwrap();
        assert_eq!((error.kind.as_str(), error.message.as_str(), error.line), ("ValueError", "", Some(12)));
        assert_eq!((error.traceback.as_str(), report.value.as_deref()), ("Traceback…", Some("'x'")));
        assert_eq!(report.returned, None);
    }

    #[test]
    fn a_report_that_is_cut_or_lies_about_its_lengths_is_none() {
        let whole = encoded(1, 12, [Some("ValueError"), None, None, None, Some("[1]")]);
        for length in 0..whole.len() {
            assert_eq!(Report::decode(&whole[..length]), None, "{length} bytes");
        }
        let mut lying = whole.clone();
        lying[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(Report::decode(&lying), None);
    }
}
