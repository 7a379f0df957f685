//! Facts about the city's site that stand on every page.

/// What the header and the footer say about the installation. It comes from
/// the city pack; an empty fact is left out of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Site {
    /// The name of the product in this city ("呼应").
    pub name: String,
    /// The place it serves ("临江市").
    pub short_name: String,
    /// Who runs the site (主办单位).
    pub sponsor: String,
    /// The telephone line people may call instead.
    pub phone: String,
    /// ICP filing number.
    pub icp: String,
    /// Public-security filing number.
    pub police_record: String,
    /// The government site identity code (网站标识码).
    pub site_identity_code: String,
    /// Link of the "report an error on this government site" service.
    pub error_report_url: String,
    /// Approval number printed on maps (审图号).
    pub map_approval_number: String,
    /// Attribution printed on maps.
    pub map_attribution: String,
    /// A line that says this installation is a demonstration.
    pub demo_notice: String,
}

impl Site {
    /// The telephone line with everything but digits and "+" removed, for
    /// `tel:` links.
    pub fn phone_link(&self) -> String {
        self.phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}
