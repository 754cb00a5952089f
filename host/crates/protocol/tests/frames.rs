//! The golden frames of `fixtures/protocol/frames.json`, which the TypeScript suite reads and regenerates: what the runner
//! writes is read here without loss, and the other way round.

use std::fmt::Debug;

use fuelcell_protocol::{FromHost, ToHost, decode, read_frame, write_frame};
use serde::Serialize;
use serde::de::DeserializeOwned;

const FRAMES: &str = include_str!("../../../../fixtures/protocol/frames.json");

/// The string values of a key, in order. The file is ours and holds no escapes in these.
fn values(key: &str) -> Vec<&'static str> {
    let marker = format!("\"{key}\": \"");
    FRAMES.split(&marker).skip(1).map(|rest| rest.split('"').next().expect("a closing quote")).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).expect("hex") as u8;
    hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

fn comes_through<T: DeserializeOwned + Serialize + PartialEq + Debug>(frame: &[u8], name: &str) {
    let body = read_frame(&mut &frame[..]).expect("a whole frame").expect("not the end");
    let message: T = decode(&body).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut written = Vec::new();
    write_frame(&mut written, &message).expect("a vector can be written");
    let again = read_frame(&mut written.as_slice()).expect("a whole frame").expect("not the end");
    assert_eq!(decode::<T>(&again).expect("our own frame"), message, "{name}");
}

#[test]
fn every_golden_frame_comes_through_whole() {
    let (names, directions, frames) = (values("name"), values("direction"), values("hex"));
    assert!(frames.len() >= 8 && directions.len() == frames.len(), "{} frames", frames.len());
    for (index, (direction, hex)) in directions.iter().zip(frames).enumerate() {
        let (name, frame) = (names.get(index).copied().unwrap_or("?"), bytes(hex));
        match *direction {
            "to-host" => comes_through::<ToHost>(&frame, name),
            "from-host" => comes_through::<FromHost>(&frame, name),
            other => panic!("{name} has the direction {other}"),
        }
    }
}
