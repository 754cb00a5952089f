//! A program's way through the harness of a snapshot: the calls that the harness asks for, one after the other, and what
//! they cost.

use fuelcell_wasi::AsWasi;
use wasmtime::{Error, Store};

use crate::answer::{self, Types};
use crate::heap::damaged;
use crate::interpreter::{Interpreter, RESULT};
use crate::program::{Piece, Program};
use crate::report::Report;

/// What compiling may use where the run does not pay for it: as good as all. Its source has been compiled before, within limits.
const AMPLE_FUEL: u64 = 1 << 60;

/// What the harness reports in place of what a called function returned, which the host has read itself.
const TAKEN: &str = "taken";

/// Fuel that was left at points of a run with a setup, or a call.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Marks {
    /// Where the setup had ended and the code began; with a call, where the bytecode of the module began to run.
    pub code_begins: Option<u64>,
    /// Where the code had ended, what it printed had left, and the interpreter's end began; with a call, where the function
    /// had returned.
    pub code_ended: Option<u64>,
}

/// Who pays for turning the code into bytecode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Compiling {
    /// The run.
    Paid,
    /// Nobody: the run's fuel is what it would be without. Not so behind a setup, which may have compiling run code of its own,
    /// and when compiling calls the host, which may give it a file with such code.
    Free,
    /// It is all there is to do, and this is its budget, with the unit that tells running out.
    Only { fuel: u64 },
}

impl Compiling {
    /// What a store is to begin with that is to have `fuel` for the run.
    pub fn fuel_to_begin(self, fuel: u64) -> u64 {
        if matches!(self, Self::Only { .. }) { AMPLE_FUEL } else { fuel }
    }
}

/// How far a course has come.
pub enum Reached {
    /// The code is bytecode, and has not begun.
    Compiled,
    Ended(Report),
}

/// Where a program stands between two calls.
pub struct Course<'p> {
    program: &'p Program<'p>,
    compiling: Compiling,
    /// How many of its pieces have been posted.
    posted: usize,
    /// What is to be posted before the next step.
    owed: Option<Piece<'p>>,
    flags: u32,
    fuel_at_first: u64,
    ends_compiled: bool,
    /// What there was when compiling began, while it lasts.
    given: Option<u64>,
    /// Whether nobody has paid for compiling it.
    is_free: bool,
    /// How often its code was compiled: a final expression's program twice, where it cannot be.
    compiled: u32,
    spent: Spent,
    pub marks: Marks,
    answer: Option<String>,
}

/// What a course has used when its code is bytecode, in units of fuel.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Spent {
    pub before_compiling: u64,
    pub compiling: u64,
}

impl<'p> Course<'p> {
    pub fn new(program: &'p Program<'p>, compiling: Compiling) -> Self {
        let compiling = match compiling {
            Compiling::Free if !program.setup.is_empty() => Compiling::Paid,
            asked => asked,
        };
        Self {
            program,
            compiling,
            posted: 0,
            owed: None,
            flags: 0,
            fuel_at_first: 0,
            ends_compiled: matches!(compiling, Compiling::Only { .. }),
            given: None,
            is_free: false,
            compiled: 0,
            spent: Spent::default(),
            marks: Marks::default(),
            answer: None,
        }
    }

    pub fn program(&self) -> &'p Program<'p> {
        self.program
    }

    /// Whether nobody has paid for compiling.
    pub fn is_free(&self) -> bool {
        self.is_free
    }

    /// Whether nothing is to be done but compiling.
    pub fn ends_compiled(&self) -> bool {
        self.ends_compiled
    }

    /// What was used, when the code is bytecode.
    pub fn spent(&self) -> Spent {
        self.spent
    }

    /// Goes on where another course of the same program was when its code was compiled; the memory is as it was then.
    pub fn resume<T: AsWasi>(&mut self, store: &mut Store<T>, spent: Spent) -> Result<(), Error> {
        let fuel = store.get_fuel()?;
        store.set_fuel(fuel.checked_sub(spent.before_compiling).ok_or_else(damaged)?)?;
        store.data_mut().wasi().skip_fuel(spent.compiling);
        let code = self.program.piece(self.program.setup.len()).ok_or_else(damaged)?;
        (self.posted, self.flags, self.compiled, self.spent) = (self.program.pieces(), code.flags, 1, spent);
        (self.compiling, self.is_free, self.owed) = (Compiling::Paid, true, self.program.given());
        Ok(())
    }

    fn is_at_code(&self) -> bool {
        self.posted == self.program.pieces()
    }

    /// Compiling the code begins, if it has not yet: it gets what it may use. Of a setup, nobody asks.
    fn compiling_begins<T: AsWasi>(&mut self, store: &mut Store<T>) -> Result<(), Error> {
        if self.given.is_some() || !self.is_at_code() {
            return Ok(());
        }
        let left = store.get_fuel()?;
        self.spent.before_compiling = self.fuel_at_first.saturating_sub(left);
        let given = match self.compiling {
            Compiling::Paid => left,
            Compiling::Only { fuel } => fuel,
            Compiling::Free => {
                store.data_mut().wasi().lend_fuel(AMPLE_FUEL);
                left.saturating_add(AMPLE_FUEL)
            }
        };
        if given != left {
            store.set_fuel(given)?;
        }
        self.given = Some(given);
        Ok(())
    }

    /// Compiling has ended, if it was going on. Where it is free its fuel comes back, and only the clock has gone on.
    fn compiling_ended<T: AsWasi>(&mut self, store: &mut Store<T>) -> Result<(), Error> {
        let Some(given) = self.given.take() else { return Ok(()) };
        let left = store.get_fuel()?;
        self.compiled += 1;
        let wasi = store.data_mut().wasi();
        let (lent, was_lent) = (wasi.end_loan(), self.compiling == Compiling::Free);
        self.spent.compiling = given.saturating_sub(left);
        if lent > 0 {
            wasi.skip_fuel(self.spent.compiling);
            store.set_fuel(given.saturating_sub(lent))?;
            self.is_free = true;
        } else if was_lent {
            self.spent.compiling = self.spent.compiling.saturating_sub(AMPLE_FUEL);
        }
        // A program that has begun could have more compiled.
        self.compiling = Compiling::Paid;
        Ok(())
    }

    /// The first thing to run behind the compiling is the module's code, and nothing of the program's has run before.
    fn module_begins<T>(&mut self, store: &Store<T>) -> Result<(), Error> {
        if self.program.call.is_some() && self.compiled > 0 && self.marks.code_begins.is_none() {
            self.marks.code_begins = Some(store.get_fuel()?);
        }
        Ok(())
    }

    /// Whether a step is the call that the run is for: the first that is made by `call`.
    fn is_call(&self, asked: u32, call: u32) -> bool {
        self.program.call.is_some() && asked == call && self.answer.is_none()
    }

    fn reported(&mut self, report: Report) -> Report {
        let compile_fuel = if self.is_free { 0 } else { self.spent.compiling };
        let mut report = Report { compile_fuel, ..report };
        if report.returned.as_deref() == Some(TAKEN) {
            report.returned = self.answer.take();
        } else if self.program.call.is_some() {
            // What is told of an exception, its program may still have worked out.
            self.marks.code_ended = None;
        }
        report
    }
}

impl Interpreter<'_> {
    /// Begins a course: posts its first piece.
    pub async fn begin<T: AsWasi + Send>(&self, store: &mut Store<T>, course: &mut Course<'_>) -> Result<(), Error> {
        course.fuel_at_first = store.get_fuel()?;
        self.post(store, course).await.map(|_| ())
    }

    /// Takes the steps of a course until its code is bytecode, or else to its end. A program that leaves by `os._exit` or a trap
    /// ends in an error, as a call does; the marks are set all the same.
    pub async fn advance<T: AsWasi + Send>(
        &self,
        store: &mut Store<T>,
        course: &mut Course<'_>,
    ) -> Result<Reached, Error> {
        loop {
            if let Some(given) = course.owed.take() {
                self.post_piece(store, course.program, &given).await?;
                course.flags = given.flags;
            }
            let Some(step) = self.step(store, course.flags).await? else {
                return Ok(Reached::Ended(Report { exit_code: 1, ..Report::default() }));
            };
            if step == self.reactor.empty {
                self.piece_ended(store, course).await?;
                continue;
            }
            if step == self.reactor.compile {
                // The harness looks at what it is about to have compiled.
                course.compiling_begins(store)?;
                continue;
            }
            if let Some(report) = self.report(store, step)? {
                course.compiling_ended(store)?;
                return Ok(Reached::Ended(course.reported(report)));
            }
            let asked = self.asked(store, step)?;
            let compiles = course.is_at_code() && asked == self.reactor.compile;
            if compiles {
                course.compiling_begins(store)?;
            } else {
                course.compiling_ended(store)?;
            }
            course.module_begins(store)?;
            let result = self.take(store, step).await?;
            if compiles {
                course.compiling_ended(store)?;
            }
            if course.is_call(asked, self.reactor.call) {
                course.marks.code_ended = Some(store.get_fuel()?);
                course.answer = Some(answer::read(self.heap.0.data(&*store), &Types::of(self.reactor), result));
            }
            match result {
                0 => self.move_exception(store)?,
                result => self.exchange(store, RESULT, result)?,
            }
            if compiles && result != 0 && course.compiled == 1 {
                course.owed = course.program.given();
                return Ok(Reached::Compiled);
            }
        }
    }

    /// [`Interpreter::begin`] and [`Interpreter::advance`] to the end.
    pub async fn run<T: AsWasi + Send>(&self, store: &mut Store<T>, course: &mut Course<'_>) -> Result<Report, Error> {
        self.begin(store, course).await?;
        self.finish(store, course).await
    }

    /// [`Interpreter::advance`] to the end.
    pub async fn finish<T: AsWasi + Send>(
        &self,
        store: &mut Store<T>,
        course: &mut Course<'_>,
    ) -> Result<Report, Error> {
        loop {
            if let Reached::Ended(report) = self.advance(store, course).await? {
                return Ok(report);
            }
        }
    }

    /// Runs a program until a call fails, and gives the memory as it then is: the probe looks there for the exception.
    pub async fn raise<T: AsWasi + Send>(&self, store: &mut Store<T>, program: &Program<'_>) -> Result<Vec<u8>, Error> {
        let mut course = Course::new(program, Compiling::Paid);
        self.begin(store, &mut course).await?;
        while let Some(step) = self.step(store, course.flags).await? {
            if self.report(store, step)?.is_some() {
                break;
            }
            match self.take(store, step).await? {
                0 => return Ok(self.heap.0.data(&*store).to_vec()),
                result => self.exchange(store, RESULT, result)?,
            }
        }
        Err(damaged())
    }

    async fn piece_ended<T: AsWasi + Send>(&self, store: &mut Store<T>, course: &mut Course<'_>) -> Result<(), Error> {
        if !self.post(store, course).await? {
            course.marks.code_ended = Some(store.get_fuel()?);
        }
        if course.is_at_code() && course.marks.code_begins.is_none() {
            course.marks.code_begins = Some(store.get_fuel()?);
        }
        Ok(())
    }

    /// Posts the next piece of a course; whether there was one.
    async fn post<T: AsWasi + Send>(&self, store: &mut Store<T>, course: &mut Course<'_>) -> Result<bool, Error> {
        let Some(piece) = course.program.piece(course.posted) else { return Ok(false) };
        self.post_piece(store, course.program, &piece).await?;
        course.posted += 1;
        course.flags = piece.flags;
        Ok(true)
    }
}
