"""People and organisations for tests. Actions make the frameworks, as in production."""

import factory

from cpd_site.models import Membership, Organisation, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    name = factory.Faker("name", locale="en_GB")
    email = factory.Sequence(lambda number: f"person{number}@example.org")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = Organisation.Kind.AUTHORITY
    slug = factory.Sequence(lambda number: f"thornshire-{number}")
    name = factory.LazyAttribute(lambda made: f"{made.short_name} Council")
    short_name = factory.Sequence(lambda number: f"Thornshire {number}")


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)


def member(
    organisation: Organisation, role: Membership.Role = Membership.Role.READER, **user: object
) -> User:
    """Make a person with this role there; `user` are the fields of the account."""
    made: User = UserFactory.create(**user)
    Membership.objects.create(user=made, organisation=organisation, role=role)
    return made
