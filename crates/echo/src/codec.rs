//! The bytes of a model file: a name, a version, the content, a checksum.

/// Why a model file cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It is something else, or of another version.
    #[error("not a model of this kind and version")]
    Foreign,
    /// It is cut short or was changed.
    #[error("the model file is damaged")]
    Damaged,
}

/// Writes a model.
pub(crate) struct Pen {
    bytes: Vec<u8>,
}

impl Pen {
    /// Starts a file of a kind: eight letters that name it and its version.
    pub(crate) fn new(kind: &[u8; 8]) -> Self {
        Self { bytes: kind.to_vec() }
    }

    pub(crate) fn byte(&mut self, value: u8) {
        self.bytes.push(value);
    }

    /// A count in as few bytes as it needs.
    pub(crate) fn count(&mut self, value: usize) {
        let mut rest = value;
        while rest >= 0x80 {
            self.bytes.push((rest & 0x7f) as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    pub(crate) fn float(&mut self, value: f32) {
        self.bytes.extend(value.to_le_bytes());
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.count(value.len());
        self.bytes.extend(value.as_bytes());
    }

    /// Fingerprints in rising order, as their differences.
    pub(crate) fn prints(&mut self, prints: impl ExactSizeIterator<Item = u32>) {
        self.count(prints.len());
        let mut last = 0;
        for print in prints {
            self.count(print.wrapping_sub(last) as usize);
            last = print;
        }
    }

    /// Closes the file with its checksum.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        let sum = checksum(&self.bytes);
        self.bytes.extend(sum.to_le_bytes());
        self.bytes
    }
}

/// Reads a model.
pub(crate) struct Page<'a> {
    rest: &'a [u8],
}

impl<'a> Page<'a> {
    /// Opens a file of a kind after checking that it is whole.
    pub(crate) fn open(bytes: &'a [u8], kind: &[u8; 8]) -> Result<Self, ModelError> {
        if !bytes.starts_with(kind) {
            return Err(ModelError::Foreign);
        }
        let (content, sum) = bytes.split_last_chunk::<8>().ok_or(ModelError::Damaged)?;
        if checksum(content) != u64::from_le_bytes(*sum) {
            return Err(ModelError::Damaged);
        }
        Ok(Self { rest: content.get(kind.len()..).ok_or(ModelError::Damaged)? })
    }

    pub(crate) fn byte(&mut self) -> Result<u8, ModelError> {
        let (first, rest) = self.rest.split_first().ok_or(ModelError::Damaged)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn count(&mut self) -> Result<usize, ModelError> {
        let mut value = 0_usize;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(ModelError::Damaged)
    }

    /// A count that cannot exceed the bytes left, for lists.
    pub(crate) fn length(&mut self) -> Result<usize, ModelError> {
        let length = self.count()?;
        if length > self.rest.len() { Err(ModelError::Damaged) } else { Ok(length) }
    }

    pub(crate) fn float(&mut self) -> Result<f32, ModelError> {
        let (bytes, rest) = self.rest.split_first_chunk::<4>().ok_or(ModelError::Damaged)?;
        self.rest = rest;
        Ok(f32::from_le_bytes(*bytes))
    }

    pub(crate) fn text(&mut self) -> Result<String, ModelError> {
        let length = self.length()?;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(ModelError::Damaged)?;
        self.rest = rest;
        String::from_utf8(bytes.to_vec()).map_err(|_| ModelError::Damaged)
    }

    pub(crate) fn prints(&mut self) -> Result<Vec<u32>, ModelError> {
        let mut print = 0_u32;
        let length = self.length()?;
        let mut prints = Vec::with_capacity(length);
        for _ in 0..length {
            let step = u32::try_from(self.count()?).map_err(|_| ModelError::Damaged)?;
            print = print.checked_add(step).ok_or(ModelError::Damaged)?;
            prints.push(print);
        }
        Ok(prints)
    }

    /// Whether everything was read.
    pub(crate) fn end(&self) -> Result<(), ModelError> {
        if self.rest.is_empty() { Ok(()) } else { Err(ModelError::Damaged) }
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_damage_is_noticed() {
        let mut pen = Pen::new(b"HYTEST01");
        pen.count(300);
        pen.float(0.5);
        pen.text("路灯");
        pen.byte(7);
        let bytes = pen.finish();
        let mut page = Page::open(&bytes, b"HYTEST01").unwrap();
        assert_eq!(page.count(), Ok(300));
        assert_eq!(page.float(), Ok(0.5));
        assert_eq!(page.text().as_deref(), Ok("路灯"));
        assert_eq!(page.byte(), Ok(7));
        assert_eq!(page.end(), Ok(()));
        assert_eq!(page.byte(), Err(ModelError::Damaged));
        assert_eq!(Page::open(&bytes, b"HYTEST02").err(), Some(ModelError::Foreign));
        for at in 8..bytes.len() {
            let mut broken = bytes.clone();
            broken[at] ^= 0x10;
            assert_eq!(Page::open(&broken, b"HYTEST01").err(), Some(ModelError::Damaged));
            let cut = Page::open(&bytes[..at], b"HYTEST01");
            assert_eq!(cut.err(), Some(ModelError::Damaged));
        }
    }
}
