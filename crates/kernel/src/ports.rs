//! The few calls between capabilities that must answer at once. Each is a
//! small trait implemented by one crate and handed in by `server`.

use std::future::Future;
use std::pin::Pin;

use crate::id::Id;
use crate::time::Instant;

/// A picture in the blob store: written anew, without what a camera notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPhoto {
    /// Digest of the picture.
    pub digest: String,
    /// Digest of the small one.
    pub thumb_digest: String,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// Bytes.
    pub size_bytes: i64,
}

/// A request text as the matching engine sees it: never with identity.
#[derive(Debug, Clone, Default)]
pub struct MatchDraft {
    /// Short title, may be empty while typing.
    pub title: String,
    /// The words of the request.
    pub content: String,
    /// Place in words.
    pub address: String,
    /// WGS-84 longitude and latitude in 1e-7 degrees.
    pub point_e7: Option<(i64, i64)>,
    /// Region code the request lies in (12 digits), or empty.
    pub region_code: String,
    /// When it was received.
    pub at: Instant,
}

/// An earlier order that may be about the same matter.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchCandidate {
    /// The earlier order.
    pub order: Id,
    /// 0–1000: how alike, in thousandths.
    pub score_milli: u16,
}

/// What two requests are to each other, as far as texts, places and times tell;
/// nothing here knows who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatchKind {
    /// The same matter.
    SameMatter,
    /// The same matter, reported before and not settled, says the newer text.
    FollowUp,
    /// The same matter at the same place again, long after.
    Recurrent,
    /// Told alike, but of another place: another matter.
    PlaceDiffers,
}

impl MatchKind {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SameMatter => "same_matter",
            Self::FollowUp => "follow_up",
            Self::Recurrent => "recurrent",
            Self::PlaceDiffers => "place_differs",
        }
    }
}

/// What a place is that two requests name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchPlace {
    /// Road, street, lane, bridge.
    Road,
    /// Bus or metro line.
    Line,
    /// Building, block, stage.
    Building,
    /// Residential compound.
    Compound,
    /// School or kindergarten.
    School,
    /// Village or community.
    Village,
    /// Firm or works.
    Company,
    /// Park, hospital, market, station.
    Site,
}

impl MatchPlace {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Road => "road",
            Self::Line => "line",
            Self::Building => "building",
            Self::Compound => "compound",
            Self::School => "school",
            Self::Village => "village",
            Self::Company => "company",
            Self::Site => "site",
        }
    }
}

/// Something a person can check that speaks for or against the same matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MatchReason {
    /// Phrases both texts have, the most telling first.
    Shared(Vec<String>),
    /// Both name the same place.
    SamePlace(MatchPlace, String),
    /// They name different places of one kind: the draft's, the other's.
    OtherPlace(MatchPlace, String, String),
    /// How far apart the two points are, in metres.
    Metres(u32),
    /// Days between the two.
    Days(u32),
    /// Words of the newer text that say it was reported before.
    FollowUp(Vec<String>),
}

/// How two requests compare.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchJudgement {
    /// 0–1000: how probable it is that the matter is the same, calibrated.
    pub probability_milli: u16,
    /// What they are to each other.
    pub kind: MatchKind,
    /// Why.
    pub reasons: Vec<MatchReason>,
}

/// Finds earlier orders and proposes categories. Proposals only: a named
/// person decides.
pub trait Matches: Send + Sync {
    /// Earlier orders that look like the draft, best first.
    fn similar(&self, draft: &MatchDraft, limit: usize) -> Vec<MatchCandidate>;
    /// How probable it is that a draft and each of some earlier requests are
    /// about the same matter, and why. The texts come from the tables: the
    /// index keeps none.
    fn judge(&self, draft: &MatchDraft, earlier: &[MatchDraft]) -> Vec<MatchJudgement>;
    /// The text with what identifies a person covered.
    fn mask(&self, text: &str) -> String;
    /// Orders whose text contains the words of a search, newest first.
    fn search(&self, words: &str, limit: usize) -> Vec<Id>;
    /// Category codes with a confidence in thousandths, best first.
    fn categories(&self, draft: &MatchDraft, limit: usize) -> Vec<(String, u16)>;
    /// Whether the best category is too unsure to be filled in for somebody.
    fn abstains(&self, draft: &MatchDraft) -> bool;
    /// Adds or replaces an order's text.
    fn insert(&self, order: Id, draft: &MatchDraft);
    /// Forgets an order.
    fn remove(&self, order: Id);
}

/// A second, slower opinion on the order of suggestions: how near earlier
/// requests are to a draft in meaning, whatever their words. Optional, and off
/// unless an installation sets one up.
pub trait Nearness: Send + Sync {
    /// How near each earlier request is, larger for nearer, comparable within
    /// one answer only; nothing when there is no answer in time. Blocks.
    fn nearness(&self, draft: &MatchDraft, earlier: &[MatchDraft]) -> Option<Vec<f32>>;
}

/// A request as the finder of hot topics sees it: never with identity.
#[derive(Debug, Clone)]
pub struct TopicText {
    /// Its order.
    pub order: Id,
    /// Its words, place and time.
    pub draft: MatchDraft,
    /// Code of its category; empty while it has none.
    pub category_code: String,
}

/// A link this strong may join two topics into one; weaker ones only speak
/// for or against it. The mean of links is never above the strongest.
pub const TOPIC_JOINS_MILLI: u16 = 600;

/// How strongly two requests belong to one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TopicLink {
    /// One order.
    pub one: Id,
    /// The other.
    pub other: Id,
    /// 0–1000.
    pub milli: u16,
}

/// What a topic is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicWords {
    /// The most telling words, the most telling first; masked.
    pub words: Vec<String>,
    /// The order that stands for the others.
    pub typical: Option<Id>,
    /// A sentence of it; masked.
    pub sentence: String,
}

/// Finds what many ask about at once. Knows texts, places and times; how many
/// persons stand behind them is the vault's to say.
pub trait Topics: Send + Sync {
    /// Orders since a time that look like the draft, best first.
    fn recent(&self, draft: &MatchDraft, since: Instant, limit: usize) -> Vec<Id>;
    /// How strongly a request belongs to one topic with each of some others,
    /// in thousandths.
    fn strengths(&self, one: &TopicText, others: &[TopicText]) -> Vec<u16>;
    /// The topics that links make; who is alone is in none. The same links
    /// give the same topics, in whatever order they come.
    fn groups(&self, links: &[TopicLink]) -> Vec<Vec<Id>>;
    /// The words for a topic of some requests.
    fn words(&self, texts: &[TopicText], links: &[TopicLink]) -> TopicWords;
}

/// Whom to call back about a matter. Whoever takes it in seals it for the
/// vault before anything is written.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct IntakeContact {
    /// Name; may be empty.
    pub name: String,
    /// Telephone.
    pub phone: String,
}

/// Something another capability hands to the desk, to become a request.
#[derive(Clone)]
pub struct IntakeDraft {
    /// Made once by who sends it: the same key makes one request.
    pub key: String,
    /// The city pack's code of the channel it came by.
    pub channel: String,
    /// The desk's word for what it is, such as `suggestion`.
    pub order_type: String,
    /// Short title; made from the words when empty.
    pub title: String,
    /// The words of the person.
    pub content: String,
    /// Place in words.
    pub address: String,
    /// WGS-84 longitude and latitude in 1e-7 degrees.
    pub point_e7: Option<(i64, i64)>,
    /// Region code it lies in, where only that is known.
    pub region_code: Option<String>,
    /// Pictures.
    pub photos: Vec<StoredPhoto>,
    /// Whom to call back; nobody when it is anonymous.
    pub contact: Option<IntakeContact>,
    /// When it was seen, if that was before it could be sent.
    pub occurred_at: Option<Instant>,
}

/// What became of a draft: what the person needs to follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeReceipt {
    /// The order.
    pub order: Id,
    /// Its number.
    pub order_no: String,
    /// The code that opens its page.
    pub query_code: String,
    /// Whether it was new; the same key again gives what it made before.
    pub is_new: bool,
}

/// A part of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntakeField {
    /// The words.
    Content,
    /// The title.
    Title,
    /// The place in words.
    Address,
    /// The channel.
    Channel,
    /// What it is.
    OrderType,
    /// The telephone.
    Phone,
}

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntakeFault {
    /// Too little to act on.
    Short,
    /// More than fits.
    Long,
    /// It names nothing that exists.
    Unknown,
}

/// Why a draft became no request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IntakeRefusal {
    /// These parts are wrong.
    Faults(Vec<(IntakeField, IntakeFault)>),
    /// The desk cannot take anything now; for the log, not for the person.
    Broken(String),
}

/// An answer that comes later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Makes requests of what other capabilities are told. The receipt comes only
/// when the request is on disk.
pub trait Intake: Send + Sync {
    /// Makes this a request.
    fn take(&self, draft: IntakeDraft) -> Later<'_, Result<IntakeReceipt, IntakeRefusal>>;
}
