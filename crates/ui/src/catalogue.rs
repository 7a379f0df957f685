//! The message catalogue: every word a person reads, in both languages.
//!
//! Crates hand in their `.ftl` files; the server builds one catalogue at the
//! start and installs it for the process. Messages without arguments are
//! resolved once, so that looking one up is a hash hit.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::lang::Lang;

static INSTALLED: OnceLock<Catalogue> = OnceLock::new();

/// One message file of a crate, compiled in with `include_str!`.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The language of the file.
    pub lang: Lang,
    /// The file's name, for fault messages.
    pub name: &'static str,
    /// The file's text.
    pub text: &'static str,
}

/// A list of catalogues by their names, each in every language; for a crate's
/// `lib.rs`, beside whose folder the files lie.
#[macro_export]
macro_rules! catalogues {
    ($($name:literal)*) => {
        &[$(
            $crate::Source {
                lang: $crate::Lang::ZhCn,
                name: $name,
                text: include_str!(concat!("../locales/zh-CN/", $name, ".ftl")),
            },
            $crate::Source {
                lang: $crate::Lang::En,
                name: $name,
                text: include_str!(concat!("../locales/en/", $name, ".ftl")),
            },
        )*]
    };
}

/// What is wrong with the message files.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueFault {
    /// A file does not parse.
    #[error("{lang} {file}: not valid: {reason}")]
    Junk {
        /// Language tag.
        lang: &'static str,
        /// File name.
        file: &'static str,
        /// The parser's words.
        reason: String,
    },
    /// Two files define the same key.
    #[error("{lang} {file}: \"{key}\" is defined twice")]
    Twice {
        /// Language tag.
        lang: &'static str,
        /// The later file.
        file: &'static str,
        /// The key.
        key: String,
    },
    /// A key exists in one language only.
    #[error("{lang}: \"{key}\" is missing")]
    Missing {
        /// The language without the key.
        lang: &'static str,
        /// The key.
        key: String,
    },
}

/// All messages in both languages.
pub struct Catalogue {
    chinese: Messages,
    english: Messages,
}

struct Messages {
    /// Ready text of the messages without arguments.
    plain: HashMap<String, String>,
    /// The rest, formatted at each use.
    bundle: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl Catalogue {
    /// Builds the catalogue of all crates.
    ///
    /// # Errors
    /// The first file that does not parse, key defined twice, or key missing
    /// in one language.
    pub fn build(sources: &[&[Source]]) -> Result<Self, CatalogueFault> {
        let chinese = Messages::build(Lang::ZhCn, sources)?;
        let english = Messages::build(Lang::En, sources)?;
        same_keys(Lang::En, &chinese.keys, &english.keys)?;
        same_keys(Lang::ZhCn, &english.keys, &chinese.keys)?;
        Ok(Self { chinese, english })
    }

    /// Every key, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.chinese.keys.iter().map(String::as_str)
    }

    fn messages(&self, lang: Lang) -> &Messages {
        match lang {
            Lang::ZhCn => &self.chinese,
            Lang::En => &self.english,
        }
    }

    /// The text of a message that takes no arguments.
    pub(crate) fn plain(&self, lang: Lang, key: &str) -> Option<&str> {
        self.messages(lang).plain.get(key).map(String::as_str)
    }

    /// The text of a message with arguments; `None` when the key is unknown.
    pub(crate) fn format(&self, lang: Lang, key: &str, args: &FluentArgs<'_>) -> Option<String> {
        let bundle = &self.messages(lang).bundle;
        let pattern = bundle.get_message(key)?.value()?;
        let mut faults = Vec::new();
        Some(bundle.format_pattern(pattern, Some(args), &mut faults).into_owned())
    }
}

impl Messages {
    fn build(lang: Lang, sources: &[&[Source]]) -> Result<Self, CatalogueFault> {
        let id: LanguageIdentifier =
            lang.code().parse().expect("both language codes are valid tags");
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        let mut keys = BTreeSet::new();
        for source in sources.iter().copied().flatten().filter(|source| source.lang == lang) {
            for key in keys_of(source.text) {
                if !keys.insert(key.to_owned()) {
                    return Err(CatalogueFault::Twice {
                        lang: lang.code(),
                        file: source.name,
                        key: key.to_owned(),
                    });
                }
            }
            let resource =
                FluentResource::try_new(source.text.to_owned()).map_err(|(_, faults)| {
                    CatalogueFault::Junk {
                        lang: lang.code(),
                        file: source.name,
                        reason: faults
                            .iter()
                            .map(ToString::to_string)
                            .collect::<Vec<_>>()
                            .join("; "),
                    }
                })?;
            bundle.add_resource_overriding(resource);
        }
        let plain = plain_messages(&bundle, &keys);
        Ok(Self { plain, bundle, keys })
    }
}

/// A message that formats without arguments and without a fault needs none.
fn plain_messages(
    bundle: &FluentBundle<FluentResource>,
    keys: &BTreeSet<String>,
) -> HashMap<String, String> {
    let mut plain = HashMap::new();
    for key in keys {
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            continue;
        };
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, None, &mut faults).into_owned();
        if faults.is_empty() {
            plain.insert(key.clone(), text);
        }
    }
    plain
}

/// The keys a file defines: the format puts each at the start of a line.
pub(crate) fn keys_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key_only = key.trim_end();
        let starts = key_only.starts_with(|first: char| first.is_ascii_alphabetic());
        let is_key = key_only.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (starts && is_key).then_some(key_only)
    })
}

fn same_keys(
    lang: Lang,
    wanted: &BTreeSet<String>,
    found: &BTreeSet<String>,
) -> Result<(), CatalogueFault> {
    match wanted.difference(found).next() {
        Some(key) => Err(CatalogueFault::Missing { lang: lang.code(), key: key.clone() }),
        None => Ok(()),
    }
}

/// Makes a catalogue the one of this process. Only the first call counts,
/// so tests may each call it; answers whether this call was the first.
pub fn install(catalogue: Catalogue) -> bool {
    INSTALLED.set(catalogue).is_ok()
}

pub(crate) fn installed() -> Option<&'static Catalogue> {
    INSTALLED.get()
}

/// A value put into a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Words, put in as they are.
    Text(String),
    /// A number, which also chooses plural forms.
    Number(i64),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&&str> for Arg {
    fn from(text: &&str) -> Self {
        Self::Text((*text).to_owned())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

macro_rules! arg_from_number {
    ($($number:ty),+) => {$(
        impl From<$number> for Arg {
            fn from(number: $number) -> Self {
                Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Arg {
            fn from(number: &$number) -> Self {
                Self::from(*number)
            }
        }
    )+};
}

arg_from_number!(i64, i32, u8, u16, u32, u64, usize);

/// Arguments in the catalogue's own form.
pub(crate) fn fluent_args(args: &[(&str, Arg)]) -> FluentArgs<'static> {
    let mut set = FluentArgs::with_capacity(args.len());
    let named: BTreeMap<&str, &Arg> = args.iter().map(|(name, arg)| (*name, arg)).collect();
    for (name, arg) in named {
        let value = match arg {
            Arg::Text(text) => FluentValue::from(text.clone()),
            Arg::Number(number) => FluentValue::from(*number),
        };
        set.set(name.to_owned(), value);
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(lang: Lang, text: &'static str) -> Source {
        Source { lang, name: "test.ftl", text }
    }

    fn fault(zh: &'static str, en: &'static str) -> Option<CatalogueFault> {
        Catalogue::build(&[&[source(Lang::ZhCn, zh), source(Lang::En, en)]]).err()
    }

    #[test]
    fn a_key_missing_in_one_language_is_a_fault() {
        let got = fault("a = 甲\nb = 乙\n", "a = A\n");
        assert_eq!(got, Some(CatalogueFault::Missing { lang: "en", key: "b".into() }));
    }

    #[test]
    fn a_key_defined_twice_is_a_fault() {
        assert!(matches!(fault("a = 甲\na = 乙\n", "a = A\n"), Some(CatalogueFault::Twice { .. })));
    }

    #[test]
    fn junk_is_a_fault() {
        assert!(matches!(fault("a = { $x\n", "a = A\n"), Some(CatalogueFault::Junk { .. })));
    }

    #[test]
    fn plain_messages_are_ready_and_the_others_are_formatted() {
        let zh = source(Lang::ZhCn, "plain = 你好\nmany = 共 { $n } 件\n");
        let en = source(
            Lang::En,
            "plain = Hello\nmany = { $n ->\n    [one] one case\n   *[other] { $n } cases\n }\n",
        );
        let catalogue = Catalogue::build(&[&[zh, en]]).expect("the sources are sound");
        assert_eq!(catalogue.plain(Lang::ZhCn, "plain"), Some("你好"));
        assert_eq!(catalogue.plain(Lang::ZhCn, "many"), None);
        let one = fluent_args(&[("n", Arg::from(1_i64))]);
        assert_eq!(catalogue.format(Lang::En, "many", &one).as_deref(), Some("one case"));
        assert_eq!(catalogue.format(Lang::ZhCn, "many", &one).as_deref(), Some("共 1 件"));
        assert_eq!(catalogue.format(Lang::En, "nothing", &one), None);
    }
}
