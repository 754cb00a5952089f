//! The messages as JSON Schema, of which the runner's TypeScript is generated: `npm run protocol`.

use std::borrow::Cow;
use std::fs;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{CHUNK_BYTES, FromHost, MAX_FRAME_BYTES, PROTOCOL_VERSION, ToHost};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema.json");
/// Set to write the file in place of comparing it.
const WRITE: &str = "FUELCELL_WRITE_SCHEMA";

/// Bytes of MessagePack: for JSON Schema, which has none, a text of a format of our own.
pub struct Bytes;

impl JsonSchema for Bytes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Bytes".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "bytes" })
    }
}

fn schema() -> String {
    // As they are written: a field that is `None` is there, and null.
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let directions = [generator.subschema_for::<ToHost>(), generator.subschema_for::<FromHost>()];
    let schema = json_schema!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The messages of runner and host",
        "constants": { "PROTOCOL_VERSION": PROTOCOL_VERSION, "MAX_FRAME_BYTES": MAX_FRAME_BYTES, "CHUNK_BYTES": CHUNK_BYTES },
        "anyOf": directions,
        "$defs": generator.take_definitions(false),
    });
    format!("{}\n", serde_json::to_string_pretty(&schema).expect("a schema is JSON"))
}

#[test]
fn the_schema_is_that_of_the_messages() {
    if std::env::var_os(WRITE).is_some() {
        fs::write(FILE, schema()).expect("the schema can be written");
    }
    let written = fs::read_to_string(FILE).unwrap_or_default();
    assert!(written == schema(), "schema.json is not that of the messages: run `npm run protocol`");
}
