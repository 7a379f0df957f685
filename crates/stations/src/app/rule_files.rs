//! Files of rules of the loaded pack, read and parsed once until they change.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use db::{StoreError, Tx};

use super::Stations;
use crate::domain::privacy::Privacy;
use crate::store::rules as store;

/// A file as it was read last.
struct Kept {
    /// None where the city has no such file.
    text: Option<String>,
    rules: Arc<dyn Any + Send + Sync>,
}

/// The files as they were read last, by name.
#[derive(Default)]
pub(super) struct RuleFiles(RwLock<BTreeMap<&'static str, Kept>>);

impl RuleFiles {
    fn get<T: Clone + 'static>(&self, file: &str) -> Option<T> {
        // A poisoned lock still holds whole files: they are only ever swapped.
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(file)?.rules.downcast_ref::<T>().cloned()
    }

    fn keep(&self, file: &'static str, kept: Kept) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(file, kept);
    }

    /// Lets go of what is no longer as it was read.
    fn let_go(&self, stored: &BTreeMap<String, String>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|file, kept| stored.get(*file) == kept.text.as_ref());
    }
}

impl Stations {
    /// What a file of the loaded pack says; nothing where the city has no such
    /// file. A pack is read and checked before it is loaded.
    pub(super) async fn rules_in<T, F>(
        &self,
        file: &'static str,
        read: fn(&str) -> Result<T, F>,
    ) -> Result<T, StoreError>
    where
        T: Default + Clone + Send + Sync + 'static,
    {
        if let Some(rules) = self.rule_files.get(file) {
            return Ok(rules);
        }
        let stored =
            self.app.db.read(file, |tx: &mut Tx<'_>, file| Box::pin(store::text(tx, file)));
        let text: Option<String> = stored.await?;
        let rules = text.as_deref().and_then(|text| read(text).ok()).unwrap_or_default();
        let kept = Kept { text, rules: Arc::new(rules.clone()) };
        self.rule_files.keep(file, kept);
        Ok(rules)
    }

    /// Looks whether files of rules were changed, by this process or another.
    pub(super) async fn follow_rule_files(&self) -> Result<(), StoreError> {
        let read = self.app.db.read((), |tx: &mut Tx<'_>, ()| Box::pin(store::texts(tx)));
        let stored: Vec<(String, String)> = read.await?;
        self.rule_files.let_go(&stored.into_iter().collect());
        Ok(())
    }

    /// The least count that is shown: the city's, or a higher one that rules of
    /// their own ask for.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn least_shown(&self, own: i64) -> Result<i64, StoreError> {
        let privacy: Privacy = self.rules_in(Privacy::FILE, Privacy::read).await?;
        Ok(privacy.least(own))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_kept_until_it_changes_goes_or_comes() {
        let files = RuleFiles::default();
        let keep = |text: Option<&str>| {
            let rules = Arc::new(text.unwrap_or_default().len());
            files.keep("voice.toml", Kept { text: text.map(str::to_owned), rules });
        };
        let stored = |text: &str| BTreeMap::from([("voice.toml".to_owned(), text.to_owned())]);
        let kept = || files.get::<usize>("voice.toml");
        assert_eq!(kept(), None);
        keep(Some("a = 1"));
        files.let_go(&stored("a = 1"));
        assert_eq!((kept(), files.get::<String>("voice.toml")), (Some(5), None));
        files.let_go(&stored("a = 2"));
        assert_eq!(kept(), None);
        keep(Some("a = 2"));
        files.let_go(&BTreeMap::new());
        assert_eq!(kept(), None);
        keep(None);
        files.let_go(&BTreeMap::new());
        assert_eq!(kept(), Some(0));
        files.let_go(&stored("a = 1"));
        assert_eq!(kept(), None);
    }
}
