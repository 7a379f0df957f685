//! Photos: decoded, turned the right way up, made smaller and written anew,
//! which leaves out everything a camera notes about place and person.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageReader, Limits};

use kernel::ports::StoredPhoto;

use crate::StoreError;
use crate::blobs::Blobs;

/// Largest file taken, in bytes.
pub const FILE_MAX: usize = 12 * 1024 * 1024;
/// Longest side kept.
const SIDE_MAX: u32 = 1_600;
/// Longest side of the small picture.
const THUMB_SIDE: u32 = 320;
const PIXELS_SIDE_MAX: u32 = 16_000;
const MEMORY_MAX: u64 = 256 * 1024 * 1024;

/// Why a file is no photo for us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// Larger than [`FILE_MAX`].
    #[error("the file is too large")]
    TooLarge,
    /// Not JPEG, PNG or WebP, or damaged.
    #[error("not a picture that can be read")]
    Unreadable,
}

struct Encoded {
    picture: Vec<u8>,
    thumb: Vec<u8>,
    width: u32,
    height: u32,
}

fn encode(bytes: &[u8]) -> Result<Encoded, PhotoFault> {
    if bytes.len() > FILE_MAX {
        return Err(PhotoFault::TooLarge);
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| PhotoFault::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(PIXELS_SIDE_MAX);
    limits.max_image_height = Some(PIXELS_SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PhotoFault::Unreadable)?;
    let orientation = decoder.orientation().map_err(|_| PhotoFault::Unreadable)?;
    let mut photo = DynamicImage::from_decoder(decoder).map_err(|_| PhotoFault::Unreadable)?;
    photo.apply_orientation(orientation);
    if photo.width().max(photo.height()) > SIDE_MAX {
        photo = photo.resize(SIDE_MAX, SIDE_MAX, image::imageops::FilterType::Triangle);
    }
    let photo = DynamicImage::ImageRgb8(photo.into_rgb8());
    let thumb = photo.thumbnail(THUMB_SIDE, THUMB_SIDE);
    Ok(Encoded {
        picture: jpeg(&photo)?,
        thumb: jpeg(&thumb)?,
        width: photo.width(),
        height: photo.height(),
    })
}

fn jpeg(photo: &DynamicImage) -> Result<Vec<u8>, PhotoFault> {
    const QUALITY: u8 = 82;
    let mut out = Vec::new();
    photo
        .write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
        .map_err(|_| PhotoFault::Unreadable)?;
    Ok(out)
}

impl Blobs {
    /// Re-encodes and keeps a photo. The blob is written before the row that
    /// names it; one that no row ever names is harmless.
    ///
    /// # Errors
    /// The outer one is the store's, the inner one says why the file is no
    /// photo.
    pub async fn put_photo(
        &self,
        bytes: Vec<u8>,
    ) -> Result<Result<StoredPhoto, PhotoFault>, StoreError> {
        let encoded = tokio::task::spawn_blocking(move || encode(&bytes))
            .await
            .map_err(|error| StoreError::Panicked(error.to_string()))?;
        let encoded = match encoded {
            Ok(encoded) => encoded,
            Err(fault) => return Ok(Err(fault)),
        };
        let size_bytes = encoded.picture.len() as i64;
        let digest = self.put(encoded.picture).await?;
        let thumb_digest = self.put(encoded.thumb).await?;
        Ok(Ok(StoredPhoto {
            digest: digest.to_string(),
            thumb_digest: thumb_digest.to_string(),
            width: encoded.width.into(),
            height: encoded.height.into(),
            size_bytes,
        }))
    }
}

crate::from_row!(StoredPhoto { digest, thumb_digest, width, height, size_bytes });

#[cfg(test)]
mod tests {
    use super::*;

    /// A JPEG with an EXIF block that holds a GPS position.
    fn with_gps() -> Vec<u8> {
        let plain = jpeg(&DynamicImage::new_rgb8(40, 20)).unwrap();
        let mut exif =
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0GPS-SECRET"
                .to_vec();
        let length = (exif.len() + 2) as u16;
        let mut out = plain[..2].to_vec();
        out.extend([0xff, 0xe1]);
        out.extend(length.to_be_bytes());
        out.append(&mut exif);
        out.extend(&plain[2..]);
        out
    }

    #[test]
    fn what_the_camera_noted_is_gone() {
        let bytes = with_gps();
        assert!(bytes.windows(10).any(|w| w == b"GPS-SECRET"));
        let encoded = encode(&bytes).unwrap();
        assert!(!encoded.picture.windows(4).any(|w| w == b"Exif" || w == b"GPS-"));
        assert_eq!((encoded.width, encoded.height), (40, 20));
    }

    #[test]
    fn a_large_photo_is_made_to_fit_and_a_text_is_refused() {
        let big = jpeg(&DynamicImage::new_rgb8(4_000, 2_000)).unwrap();
        let encoded = encode(&big).unwrap();
        assert_eq!((encoded.width, encoded.height), (SIDE_MAX, SIDE_MAX / 2));
        assert!(matches!(encode(b"GIF89a no"), Err(PhotoFault::Unreadable)));
        assert!(matches!(encode(&[]), Err(PhotoFault::Unreadable)));
    }
}
