# Who is in charge of which station or organisation
posts-title = Posts at stations and services
posts-lead = Who keeps which station, and who gives services for which organisation.
posts-new = Give a post
posts-empty = Nobody has a post yet
post-username = Sign-in name
post-kind = Post
post-kind-station = Keeps a station
post-kind-organisation = Gives services for an organisation
post-kind-compound = keeps a friendly compound
post-kind-pass-authority = may suspend passes in a compound
post-place = Number of the station or organisation
post-place-hint = A station's number as on its board, such as YT001; an organisation's short name in the directory; a compound by its number such as C005.
post-source = From
post-of-pack = City pack
post-of-desk = Given here
post-end = End
post-end-lead = { $username } is no longer in charge of { $place }.
