//! Signing and reading codes.

use coset::cbor::Value as Cbor;
use coset::{
    CborSerializable, CoseSign1, CoseSign1Builder, HeaderBuilder, Label, TaggedCborSerializable,
    iana,
};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use super::{Claims, base45, chain};

/// Where the value of the chain stands among the unprotected headers.
const STEP_LABEL: i64 = -65537;
const EXP: i64 = 4;
const CTI: i64 = 7;

/// Which of the installation's keys signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub u8);

/// A set of algorithms for codes.
///
/// SM2 would stand here. It does not: COSE has registered no algorithm for it,
/// no browser verifies it, and the crate `sm2` says of itself that it was
/// never audited. A verifier that is offline could not check such a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// ECDSA over P-256 with SHA-256 (COSE −7).
    Es256,
}

impl Suite {
    /// The number COSE gives it.
    pub const fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
        }
    }
}

/// Why something is not a code of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not base45, not COSE, not these claims.
    #[error("not a code")]
    Shape,
    /// The key is unknown or was taken out.
    #[error("signed by a key that is not known")]
    Key,
    /// The signature does not fit.
    #[error("the signature does not fit")]
    Signature,
}

/// The installation's signing key of one number. It follows from the vault's
/// keys and is stored nowhere.
pub struct Issuer {
    key: SigningKey,
    id: KeyId,
}

/// A public key with its number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Its number.
    pub id: KeyId,
    key: VerifyingKey,
}

/// A code as read, with what of it moves on.
#[derive(Debug, Clone)]
pub struct Token {
    /// What it says.
    pub claims: Claims,
    /// Who signed it.
    pub key: KeyId,
    /// Step and value of the chain, if it has them.
    pub step: Option<(u16, chain::Value)>,
    signed: CoseSign1,
}

impl Issuer {
    /// The key of a number, from bytes only this installation can make.
    /// Nothing where the bytes are no key, which happens once in four thousand
    /// million; then the next number is taken.
    pub fn from_secret(id: KeyId, secret: &[u8]) -> Option<Self> {
        SigningKey::from_slice(secret).ok().map(|key| Self { key, id })
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey { id: self.id, key: *self.key.verifying_key() }
    }

    /// Signs what a code says.
    pub fn sign(&self, claims: &Claims) -> Token {
        let map = Cbor::Map(vec![
            (EXP.into(), claims.expires_s.into()),
            (CTI.into(), Cbor::Bytes(claims.packed().to_vec())),
        ]);
        // Writing to memory cannot fail.
        let payload = map.to_vec().unwrap_or_default();
        let algorithm = HeaderBuilder::new().algorithm(iana::Algorithm::ES256).build();
        let signed = CoseSign1Builder::new()
            .protected(algorithm)
            .unprotected(HeaderBuilder::new().key_id(vec![self.id.0]).build())
            .payload(payload)
            .create_signature(b"", |bytes| {
                let signature: Signature = self.key.sign(bytes);
                signature.to_bytes().to_vec()
            })
            .build();
        Token { claims: *claims, key: self.id, step: None, signed }
    }
}

impl PublicKey {
    /// The point as it is written in one piece, uncompressed.
    pub fn bytes(&self) -> Vec<u8> {
        self.key.to_sec1_point(false).as_bytes().to_vec()
    }

    /// Reads it back.
    pub fn from_bytes(id: KeyId, bytes: &[u8]) -> Option<Self> {
        VerifyingKey::from_sec1_bytes(bytes).ok().map(|key| Self { id, key })
    }
}

impl Token {
    /// The same with a value of its chain.
    #[must_use]
    pub fn at_step(mut self, step: u16, value: &chain::Value) -> Self {
        let mut bytes = step.to_be_bytes().to_vec();
        bytes.extend_from_slice(value);
        self.signed.unprotected.rest = vec![(Label::Int(STEP_LABEL), Cbor::Bytes(bytes))];
        self.step = Some((step, *value));
        self
    }

    /// The bytes.
    pub fn bytes(&self) -> Vec<u8> {
        // Writing to memory cannot fail.
        self.signed.clone().to_tagged_vec().unwrap_or_default()
    }

    /// The bytes with an empty moving part, and where that part stands: twelve
    /// bytes a device fills in by itself, of the step and of its value.
    pub fn bytes_to_move(&self) -> (Vec<u8>, usize) {
        let empty = self.clone().at_step(0, &[0; chain::VALUE_BYTES]).bytes();
        let full = self.clone().at_step(u16::MAX, &[u8::MAX; chain::VALUE_BYTES]).bytes();
        let differs = empty.iter().zip(&full).position(|(one, other)| one != other);
        let moves_at = differs.unwrap_or(empty.len());
        (empty, moves_at)
    }

    /// What stands in the picture.
    pub fn text(&self) -> String {
        base45::encode(&self.bytes())
    }

    /// Reads what stood in a picture, and checks nothing.
    ///
    /// # Errors
    /// [`TokenFault::Shape`].
    pub fn read(text: &str) -> Result<Self, TokenFault> {
        let bytes = base45::decode(text.trim_end_matches(['\r', '\n'])).ok_or(TokenFault::Shape)?;
        let signed = CoseSign1::from_tagged_slice(&bytes).map_err(|_| TokenFault::Shape)?;
        let payload = signed.payload.as_deref().ok_or(TokenFault::Shape)?;
        let claims = claims_of(payload).ok_or(TokenFault::Shape)?;
        let [key] = signed.unprotected.key_id[..] else { return Err(TokenFault::Shape) };
        let step = match &signed.unprotected.rest[..] {
            [] => None,
            [(Label::Int(STEP_LABEL), Cbor::Bytes(bytes))] => {
                Some(step_of(bytes).ok_or(TokenFault::Shape)?)
            }
            _ => return Err(TokenFault::Shape),
        };
        Ok(Self { claims, key: KeyId(key), step, signed })
    }

    /// Whether one of some keys signed it.
    ///
    /// # Errors
    /// [`TokenFault::Key`], [`TokenFault::Signature`].
    pub fn check(&self, keys: &[PublicKey]) -> Result<(), TokenFault> {
        let key = keys.iter().find(|key| key.id == self.key).ok_or(TokenFault::Key)?;
        let is_es256 = self.signed.protected.header.alg
            == Some(coset::RegisteredLabelWithPrivate::Assigned(iana::Algorithm::ES256));
        if !is_es256 {
            return Err(TokenFault::Signature);
        }
        self.signed.verify_signature(b"", |signature, bytes| {
            let signature = Signature::from_slice(signature).map_err(|_| TokenFault::Signature)?;
            key.key.verify(bytes, &signature).map_err(|_| TokenFault::Signature)
        })
    }
}

fn claims_of(payload: &[u8]) -> Option<Claims> {
    let Cbor::Map(map) = Cbor::from_slice(payload).ok()? else { return None };
    let get =
        |label: i64| map.iter().find(|(key, _)| *key == Cbor::from(label)).map(|(_, value)| value);
    let expires_s = i64::try_from(get(EXP)?.as_integer()?).ok()?;
    Claims::unpacked(get(CTI)?.as_bytes()?, expires_s)
}

fn step_of(bytes: &[u8]) -> Option<(u16, chain::Value)> {
    let (step, value) = bytes.split_first_chunk::<2>()?;
    Some((u16::from_be_bytes(*step), value.try_into().ok()?))
}
