//! Posts: which stations somebody keeps, for which organisations they give services.

use std::collections::BTreeSet;

use super::words::PostKind;

/// A post somebody holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Their sign-in name.
    pub username: String,
    /// What kind of place.
    pub kind: PostKind,
    /// The station's number or the organisation's short name.
    pub place: String,
}

impl Post {
    /// Its key: a post is given to somebody once.
    pub fn id(&self) -> String {
        format!("{}:{}:{}", self.kind, self.place, self.username)
    }
}

/// All posts of one member of staff.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Posts {
    /// The numbers of the stations they keep.
    pub stations: BTreeSet<String>,
    /// The short names of the organisations they give services for.
    pub organisations: BTreeSet<String>,
    /// The compounds they keep.
    pub compounds: BTreeSet<String>,
    /// The compounds in which they may suspend passes.
    pub pass_authority: BTreeSet<String>,
}

impl Posts {
    /// Whether they keep a station.
    pub fn keeps(&self, station: &str) -> bool {
        self.stations.contains(station)
    }

    /// Whether they give services for an organisation.
    pub fn provides(&self, organisation: &str) -> bool {
        self.organisations.contains(organisation)
    }
}

impl FromIterator<Post> for Posts {
    fn from_iter<I: IntoIterator<Item = Post>>(posts: I) -> Self {
        let mut all = Self::default();
        for post in posts {
            match post.kind {
                PostKind::Station => all.stations.insert(post.place),
                PostKind::Organisation => all.organisations.insert(post.place),
                PostKind::Compound => all.compounds.insert(post.place),
                PostKind::PassAuthority => all.pass_authority.insert(post.place),
            };
        }
        all
    }
}
