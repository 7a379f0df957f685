//! Every component in its states.
