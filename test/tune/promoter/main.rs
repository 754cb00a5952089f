//! Promotion alone, without the worker around it, so that a broken one is built in seconds:
//! `promoter in.wasm out.wasm [function:parameter of variadic functions…]` prints how many slots became locals.

use fuelcell_rewrite::promote::{Facts, promote};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [from, to, facts @ ..] = &args[..] else { return Err("two files are needed".into()) };
    let mut variadic = Vec::new();
    for fact in facts {
        let (function, parameter) = fact.split_once(':').ok_or("a fact has two numbers")?;
        variadic.push((function.parse()?, parameter.parse()?));
    }
    let made = promote(&std::fs::read(from)?, &Facts { variadic, ..Default::default() })?;
    std::fs::write(to, made.wasm)?;
    println!("{}", made.slots);
    Ok(())
}
