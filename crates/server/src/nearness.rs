//! A program beside this one that tells how near texts are in meaning: the
//! one implementation of [`Nearness`]. It is started when first asked, gets a
//! line of JSON for each question and answers with one; who is late or wrong
//! is ended and left alone for a while.

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use kernel::ports::{MatchDraft, Nearness};
use serde::Serialize;

/// Loading a model takes seconds, once; whoever opens an order later waits no
/// longer than a moment.
const PATIENCE: Patience =
    Patience { first: Duration::from_secs(30), later: Duration::from_millis(1_500) };
const LEFT_ALONE: Duration = Duration::from_secs(60);
/// Letters of a text that are sent: a title says most, and time grows with it.
const LETTERS: usize = 120;

/// The program.
pub(crate) struct Program {
    words: Vec<String>,
    patience: Patience,
    state: Mutex<State>,
}

/// How long answers are waited for.
#[derive(Debug, Clone, Copy)]
struct Patience {
    first: Duration,
    later: Duration,
}

enum State {
    Idle,
    Running(Running),
    Resting(Instant),
}

struct Running {
    child: Child,
    to: ChildStdin,
    answers: Receiver<String>,
    has_answered: bool,
}

#[derive(Serialize)]
struct Question<'a> {
    draft: &'a str,
    earlier: &'a [String],
}

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
enum Silence {
    #[error("it cannot be run: {0}")]
    Io(#[from] io::Error),
    #[error("it was late or ended")]
    Late,
    #[error("it answered something else than {0} numbers: {1}")]
    Wrong(usize, serde_json::Error),
    #[error("it answered {1} numbers where {0} were asked for")]
    Count(usize, usize),
}

impl Program {
    /// None where no words are given.
    pub(crate) fn new(words: &[String]) -> Option<Self> {
        let (state, patience) = (Mutex::new(State::Idle), PATIENCE);
        (!words.is_empty()).then(|| Self { words: words.to_vec(), patience, state })
    }

    fn ask(&self, state: &mut State, question: &Question<'_>) -> Result<Vec<f32>, Silence> {
        if !matches!(state, State::Running(_)) {
            *state = State::Running(Running::start(&self.words)?);
        }
        let State::Running(running) = state else { return Err(Silence::Late) };
        let line = running.ask(question, self.patience)?;
        let wanted = question.earlier.len();
        let near: Vec<f32> =
            serde_json::from_str(&line).map_err(|error| Silence::Wrong(wanted, error))?;
        if near.len() == wanted { Ok(near) } else { Err(Silence::Count(wanted, near.len())) }
    }
}

impl Nearness for Program {
    fn nearness(&self, draft: &MatchDraft, earlier: &[MatchDraft]) -> Option<Vec<f32>> {
        // One question at a time; who finds it busy goes on without.
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(std::sync::TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(std::sync::TryLockError::WouldBlock) => return None,
        };
        if matches!(&*state, State::Resting(since) if since.elapsed() < LEFT_ALONE) {
            return None;
        }
        let earlier: Vec<String> = earlier.iter().map(text).collect();
        let question = Question { draft: &text(draft), earlier: &earlier };
        match self.ask(&mut state, &question) {
            Ok(near) => Some(near),
            Err(silence) => {
                tracing::warn!(program = ?self.words, %silence, "nearness of texts is not told for a minute");
                // What runs is ended with the state that held it.
                *state = State::Resting(Instant::now());
                None
            }
        }
    }
}

fn text(draft: &MatchDraft) -> String {
    let words = format!("{} {} {}", draft.title, draft.address, draft.content);
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LETTERS).collect()
}

impl Running {
    fn start(words: &[String]) -> Result<Self, Silence> {
        let (program, rest) = words.split_first().ok_or(Silence::Late)?;
        let mut child = Command::new(program)
            .args(rest)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let (Some(to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(Silence::Late);
        };
        let (tell, answers) = channel();
        // Ends with the program, whose output it reads.
        thread::Builder::new().name("nearness".into()).spawn(move || {
            for line in BufReader::new(from).lines() {
                if line.is_err() || line.is_ok_and(|line| tell.send(line).is_err()) {
                    return;
                }
            }
        })?;
        Ok(Self { child, to, answers, has_answered: false })
    }

    fn ask(&mut self, question: &Question<'_>, patience: Patience) -> Result<String, Silence> {
        let mut line = serde_json::to_string(question).map_err(io::Error::from)?;
        line.push('\n');
        self.to.write_all(line.as_bytes())?;
        self.to.flush()?;
        let patience = if self.has_answered { patience.later } else { patience.first };
        let answer = self.answers.recv_timeout(patience).map_err(|_| Silence::Late)?;
        self.has_answered = true;
        Ok(answer)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to end.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::PoisonError;

    use super::*;

    fn program(script: &str) -> Program {
        let words = ["sh", "-c", script].map(String::from);
        Program::new(&words).unwrap()
    }

    fn drafts(titles: &[&str]) -> Vec<MatchDraft> {
        let draft = |title: &&str| MatchDraft { title: (*title).into(), ..MatchDraft::default() };
        titles.iter().map(draft).collect()
    }

    #[test]
    fn nothing_runs_where_no_program_is_named() {
        assert!(Program::new(&[]).is_none());
    }

    #[test]
    fn it_is_started_once_and_answers_question_after_question() {
        let program = program("while read -r line; do echo '[0.25, 0.75]'; done");
        let earlier = drafts(&["路灯不亮", "电梯坏了"]);
        for _ in 0..3 {
            let near = program.nearness(&drafts(&["路灯"])[0], &earlier);
            assert_eq!(near, Some(vec![0.25, 0.75]));
        }
        let state = program.state.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(matches!(&*state, State::Running(running) if running.has_answered));
    }

    #[test]
    fn it_gets_the_texts_as_one_line_of_json() {
        // Tells whether the line is what is expected, in its number.
        let script = r#"read -r line; case "$line" in
            '{"draft":"路灯 幸福路 不亮","earlier":["电梯坏了"]}') echo '[1]';; *) echo '[0]';; esac"#;
        let draft = MatchDraft {
            title: "路灯".into(),
            address: "幸福路".into(),
            content: "不亮\n".into(),
            ..MatchDraft::default()
        };
        assert_eq!(program(script).nearness(&draft, &drafts(&["电梯坏了"])), Some(vec![1.0]));
    }

    #[test]
    fn one_that_is_missing_ends_or_tells_nonsense_is_left_alone_for_a_while() {
        for script in ["exit 1", "read -r line; echo nonsense", "read -r line; echo '[1, 2]'"] {
            let program = program(script);
            assert_eq!(program.nearness(&drafts(&["甲"])[0], &drafts(&["乙"])), None, "{script}");
            let state = program.state.lock().unwrap_or_else(PoisonError::into_inner);
            assert!(matches!(*state, State::Resting(_)), "{script}");
        }
        let late = Patience { first: Duration::from_millis(20), later: Duration::ZERO };
        let silent = Program { patience: late, ..program("read -r line; read -r line") };
        assert_eq!(silent.nearness(&drafts(&["甲"])[0], &drafts(&["乙"])), None);
        let absent = Program::new(&["/nowhere/nearness".to_owned()]).unwrap();
        assert_eq!(absent.nearness(&drafts(&["甲"])[0], &drafts(&["乙"])), None);
    }
}
